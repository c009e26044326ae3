import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { ProblemError } from '../../../platform/http/problem.ts'
import { type JoinLimits, joinIntakes } from './join-intakes.ts'
import type { PlacementResult } from './place-orders.ts'
import type { Placement } from './placement.ts'
import { readOrder } from './read-order.ts'

const limits: JoinLimits = { lanes: 1, togetherMax: 3, waitingMax: 5, waitingCharactersMax: 10_000 }

function makePlacement(id: string, key?: string): Placement {
  const text = JSON.stringify({ _id: id, customer: { name: 'a' }, items: [{ name: 'x', quantity: 1 }] })
  const read = readOrder(text, new Date())
  if (read.kind !== 'order') throw new Error(text)
  const keyed = key === undefined ? undefined : { scope: Buffer.from(key), fingerprint: Buffer.from(id) }
  return { order: read.order, actor: 'command', keyed, isShown: false }
}

/** Transactions that end when the test says so. */
function openRuns() {
  const runs: { ids: string[]; end: (results?: PlacementResult[]) => void; fail: (error: Error) => void }[] =
    []
  const run = (placements: readonly Placement[]) => {
    const ids = placements.map(({ order }) => order.id ?? '')
    const { promise, resolve, reject } = Promise.withResolvers<PlacementResult[]>()
    const all = ids.map((id): PlacementResult => ({ kind: 'repeated', id }))
    runs.push({ ids, end: (results = all) => resolve(results), fail: reject })
    return promise
  }
  return { runs, run }
}

function refusalOf(error: unknown): unknown {
  return error instanceof ProblemError ? error.refusal.code : error
}

test('what arrives while a transaction runs goes together into the next, up to the limit', async () => {
  const { runs, run } = openRuns()
  const { place } = joinIntakes(run, limits)
  const verdicts = ['1', '2'].map((id) => place(makePlacement(id)))
  await turn()
  verdicts.push(...['3', '4', '5', '6', '7'].map((id) => place(makePlacement(id))))
  for (const expected of [
    ['1', '2'],
    ['3', '4', '5'],
    ['6', '7'],
  ]) {
    await turn()
    assert.deepEqual(runs.at(-1)?.ids, expected)
    runs.at(-1)?.end()
    await verdicts[Number(expected.at(-1)) - 1]
  }
  assert.deepEqual(
    (await Promise.all(verdicts)).map((verdict) => 'id' in verdict && verdict.id),
    ['1', '2', '3', '4', '5', '6', '7'],
  )
})

test('each gets its own verdict: one that failed fails alone, and a lost database fails all that went together', async () => {
  const { runs, run } = openRuns()
  const { place } = joinIntakes(run, limits)
  const first = place(makePlacement('1'))
  await turn()
  const [bad, good] = [place(makePlacement('2')), place(makePlacement('3'))]
  const lost = new Error('the database is away')
  runs[0]?.fail(lost)
  await assert.rejects(first, lost)
  await turn()
  const failed = new Error('it does not go')
  runs[1]?.end([
    { kind: 'failed', error: failed },
    { kind: 'repeated', id: '3' },
  ])
  await assert.rejects(bad, failed)
  assert.deepEqual(await good, { kind: 'repeated', id: '3' })
})

test('no more wait than the limits say, by number and by length; the others are told to come again', async () => {
  const { runs, run } = openRuns()
  const { place } = joinIntakes(run, limits)
  const waiting = ['1', '2', '3', '4', '5'].map((id) => place(makePlacement(id)))
  await assert.rejects(place(makePlacement('7')), (error) => refusalOf(error) === 'not-ready')
  for (let round = 1; round <= 2; round++) {
    await turn()
    runs.at(-1)?.end()
    await turn()
  }
  await Promise.all(waiting)
  const short = joinIntakes(run, { ...limits, waitingCharactersMax: 100 })
  const only = short.place(makePlacement('8'))
  await assert.rejects(
    short.place(makePlacement('x'.repeat(90))),
    (error) => refusalOf(error) === 'not-ready',
  )
  await turn()
  runs.at(-1)?.end()
  await only
})

test('a key whose order waits is in use for its twin and wrong for another order, and free afterwards', async () => {
  const { runs, run } = openRuns()
  const { place } = joinIntakes(run, limits)
  const first = place(makePlacement('1', 'key'))
  await assert.rejects(
    place(makePlacement('1', 'key')),
    (error) => refusalOf(error) === 'idempotency-key-in-use',
  )
  await assert.rejects(
    place(makePlacement('2', 'key')),
    (error) => refusalOf(error) === 'idempotency-key-reused',
  )
  await turn()
  runs[0]?.end()
  await first
  const again = place(makePlacement('2', 'key'))
  await turn()
  runs[1]?.end()
  assert.deepEqual(await again, { kind: 'repeated', id: '2' })
})
