import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createMetrics, type Totals } from './metrics.ts'

test('totals are counters, and what may fall is a gauge', async () => {
  const text = await createMetrics([
    total({ name: 'docket_a_total', read: async () => [{ labels: { kind: 'x' }, value: 3 }] }),
    total({
      name: 'docket_b_seconds',
      kind: 'gauge',
      read: async () => [{ labels: { kind: 'y' }, value: 0.5 }],
    }),
  ]).render()
  assert.match(text, /# TYPE docket_a_total counter\ndocket_a_total\{kind="x"\} 3\n/)
  assert.match(text, /# TYPE docket_b_seconds gauge\ndocket_b_seconds\{kind="y"\} 0\.5\n/)
})

test('what was read before and is there no more is not told again', async () => {
  let values = [{ labels: { kind: 'x' }, value: 3 }]
  const metrics = createMetrics([total({ name: 'docket_c', kind: 'gauge', read: async () => values })])
  assert.match(await metrics.render(), /docket_c\{kind="x"\} 3/)
  values = []
  assert.doesNotMatch(await metrics.render(), /docket_c\{/)
})

test('what cannot be read is left out, and the rest is told', async () => {
  const text = await createMetrics([
    total({ name: 'docket_d', read: () => Promise.reject(new Error('the database is away')) }),
    total({ name: 'docket_e', kind: 'gauge', labelNames: [], read: async () => [] }),
    total({ name: 'docket_f', labelNames: [], read: async () => [{ labels: {}, value: 7 }] }),
  ]).render()
  assert.doesNotMatch(text, /^docket_[de]/m)
  assert.match(text, /^docket_f 7$/m)
  assert.match(text, /process_resident_memory_bytes \d/)
})

function total(fields: Partial<Totals> & Pick<Totals, 'name' | 'read'>): Totals {
  return { help: 'A test.', labelNames: ['kind'], ...fields }
}
