import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { sql } from 'kysely'
import { createStatusDurations } from '../../server/features/analytics/answers/status-durations.ts'
import { reconcile } from '../../server/features/reconcile/reconcile.ts'
import { assertReconciled } from '../support/reconcile.ts'
import {
  type Arrival,
  anyArrival,
  anyCommand,
  type Command,
  carryOut,
  makeOrders,
  type Twin,
  tellSorted,
} from './commands.ts'
import { type Docket, readSummaries, startDocket } from './docket.ts'
import { exactPercentile } from './model.ts'

/** A few runs beside all other tests; as many as one likes, and longer ones, with `npm run test:model`. */
const runs = Number(process.env['MODEL_RUNS'] ?? 25)
const commandsMax = Number(process.env['MODEL_COMMANDS'] ?? 40)
const seed = process.env['MODEL_SEED']

const docket = await startDocket()
const other = await startDocket()
const start = Date.parse('2026-03-15T12:00:00Z')

async function run(arrivals: readonly Arrival[], commands: readonly Command[]): Promise<void> {
  for (const each of [docket, other]) {
    await each.empty()
    each.clock.time = start
  }
  const twins = await makeOrders(docket, arrivals)
  for (const command of commands) assert.equal(await carryOut(docket, twins, command), undefined)
  for (const twin of twins) await assertLike(docket, twin)
  await assertMeasured(docket, twins)
  await assertReconciled(docket.call.db)
  assert.deepEqual((await reconcile(docket.call)).first, [])
  await tellSorted(other, twins)
  assert.deepEqual(await readSummaries(docket.call.db), await readSummaries(other.call.db))
}

/** The order and its events are what the model says. */
async function assertLike({ call }: Docket, { id, model }: Twin): Promise<void> {
  const { verdicts, status } = model.state()
  const { rows } = await sql<{ status: number; at: Date; refusal: string | null }>`
    select e.status, e.at, e.refusal from order_events e join orders o on o.id = e.order_id
    where o.public_id = ${id} order by e.at, e.id`.execute(call.db)
  const stored = rows.map(({ at, refusal, ...row }) => [row.status, at.getTime(), refusal ?? 'applied'])
  const told = model.events.map((event, index) => [event.status, event.at, verdicts[index]])
  const expected = told.map((row) =>
    row.map((value) => (value === 'refused' ? 'transition-not-allowed' : value)),
  )
  assert.deepEqual(stored, expected, id)
  const order = await sql`select status from orders where public_id = ${id}`.execute(call.db)
  assert.deepEqual(order.rows, [{ status }])
}

/** What is answered about durations is what the stays of the model come to. */
async function assertMeasured({ call, clock }: Docket, twins: readonly Twin[]): Promise<void> {
  await readSummaries(call.db)
  const range = { from: '2025-01-01T00:00:00Z', to: new Date(clock.time + 86_400_000 * 31).toISOString() }
  const { items } = await createStatusDurations().measure(call, {
    ...range,
    ...{ granularity: 'month', timezone: 'UTC' },
  })
  const stays = twins.flatMap(({ model }) => model.state().stays)
  const groups = Map.groupBy(
    stays,
    (stay) => `${new Date(stay.start).toISOString().slice(0, 7)} ${stay.status}`,
  )
  assert.deepEqual(
    items.map((item) => `${item.start.slice(0, 7)} ${item.status}`).toSorted(),
    [...groups.keys()].toSorted(),
  )
  for (const item of items) {
    const same = groups.get(`${item.start.slice(0, 7)} ${item.status}`) ?? []
    const durations = same.flatMap(({ ms }) => (ms === undefined ? [] : [ms]))
    const totalMs = durations.reduce((sum, ms) => sum + ms, 0)
    assert.deepEqual([item.count, item.openCount], [durations.length, same.length - durations.length])
    assert.equal(item.totalSeconds, totalMs / 1_000)
    if (durations.length === 0) continue
    assert.equal(item.minSeconds, Math.min(...durations) / 1_000)
    assert.equal(item.maxSeconds, Math.max(...durations) / 1_000)
    for (const [percent, answered] of [
      [50, item.p50Seconds],
      [90, item.p90Seconds],
      [99, item.p99Seconds],
    ] as const) {
      const exact = exactPercentile(durations, percent) / 1_000
      assert.ok(
        Math.abs((answered ?? Number.NaN) - exact) <= exact / 100,
        `p${percent} ${answered}, exactly ${exact}`,
      )
    }
  }
}

test('orders are what a model says, however late and often they are told of', {
  timeout: 3_600_000,
}, async () => {
  const commands = fc.array(anyCommand, { maxLength: commandsMax, size: 'max' })
  const arrivals = fc.array(anyArrival, { minLength: 1, maxLength: 4 })
  await fc.assert(fc.asyncProperty(arrivals, commands, run), {
    numRuns: runs,
    ...(seed !== undefined && { seed: Number(seed) }),
    endOnFailure: false,
    interruptAfterTimeLimit: 3_500_000,
  })
})
