import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { granularities, type StatusDuration, type StatusDurations } from '#contract/analytics.ts'
import { withKey } from '../../../../test/support/app.ts'
import { startFullApp } from '../../../../test/support/full-app.ts'
import { makeMonths, storeCustomer, storeEvent, storeOrder } from '../../../../test/support/order-events.ts'
import { assertReconciled } from '../../../../test/support/reconcile.ts'
import {
  createLabels,
  groupStays,
  nearestRank,
  type ReferenceDuration,
  type ReportedEvent,
} from '../../../../test/support/reference-analytics.ts'
import { foldAll } from '../fold/fold-all.ts'

const { db, send } = await startFullApp()

const zones = [
  'Europe/Helsinki',
  'America/New_York',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'Africa/Casablanca',
  'America/St_Johns',
  'Pacific/Chatham',
  'America/Sao_Paulo',
  'UTC',
  'Pacific/Kiritimati',
] as const

/** Where days of 23, 23.5, 24.5 and 25 hours lie, a day that Apia skipped, and São Paulo's midnights. */
const windows = [
  ['2011-12-28', '2012-01-02'],
  ['2018-11-03', '2018-11-05'],
  ['2026-03-06', '2026-03-10'],
  ['2026-03-27', '2026-04-06'],
  ['2026-10-02', '2026-10-05'],
  ['2026-10-24', '2026-11-03'],
] as const

const statuses = fc.constantFrom(10, 4, 20, 50, 60, 70, 80, 100, 90, 110, 777)
const instants = fc
  .constantFrom(...windows)
  .chain(([from, to]) => fc.integer({ min: Date.parse(from), max: Date.parse(to) }))
const pauses = fc.oneof(fc.integer({ min: 0, max: 90 }), fc.integer({ min: 0, max: 40_000_000 }))
const history = fc
  .tuple(instants, fc.array(fc.tuple(statuses, pauses), { minLength: 1, maxLength: 5 }))
  .map(([begin, steps]) => {
    let at = begin
    const events = steps.map(([status, pause]): ReportedEvent => {
      at += pause
      return { status, at, forced: false }
    })
    return events.filter((event, index) => !events.slice(0, index).some((other) => isTwin(event, other)))
  })
const histories = fc
  .sample(history, { numRuns: 150, seed: 20_260_329 })
  .filter(([first]) => first !== undefined)
const orderIds: number[] = []

/** Exactly the same again is no event. */
function isTwin(a: ReportedEvent, b: ReportedEvent): boolean {
  return a.at === b.at && a.status === b.status && a.forced === b.forced
}

describe('answers', () => {
  test('equal what the events say, in twelve zones and all granularities', async () => {
    for (const [, to] of windows) await makeMonths(db, Date.parse(to) - 7 * 86_400_000, to)
    const customer = await storeCustomer(db)
    for (const [first, ...later] of histories)
      await db.transaction().execute(async (tx) => {
        if (first === undefined) return
        orderIds.push(await storeOrder(tx, customer, [toTest(first), ...later.map(toTest)]))
      })
    await foldAll(db)
    await compareAll()
  })

  test('follow late, doubled and forced events of any order', async () => {
    const late = fc.sample(
      fc.tuple(
        fc.nat({ max: histories.length - 1 }),
        statuses,
        fc.integer({ min: 1, max: 30_000_000 }),
        fc.boolean(),
      ),
      { numRuns: 60, seed: 7 },
    )
    for (const [index, status, pause, forced] of late) {
      const [first] = histories[index] ?? []
      if (first === undefined) continue
      const event = { status, at: first.at + pause, forced }
      if (histories[index]?.some((other) => isTwin(event, other))) continue
      histories[index]?.push(event)
      await db.transaction().execute((tx) => storeEvent(tx, orderIds[index] ?? 0, toTest(event)))
    }
    await foldAll(db)
    await compareAll()
    await assertReconciled(db)
  })

  test('follow a repair that counts everything anew', async () => {
    const read = async (): Promise<StatusDurations> =>
      ask('status-durations', windows[0], 'day', 'Pacific/Apia')
    const before = await read()
    await db.transaction().execute(async (tx) => {
      const rows = await tx.deleteFrom('status_summaries').returningAll().execute()
      await tx
        .insertInto('status_summaries')
        .values(rows.map((row) => ({ ...row, open: 0 })))
        .execute()
    })
    const after = await read()
    assert.ok(before.items.some(({ openCount }) => openCount > 0))
    assert.ok(after.items.every(({ openCount }) => openCount === 0))
  })
})

function toTest({ status, at, forced }: ReportedEvent) {
  return forced ? ([status, at, 'forced'] as const) : ([status, at] as const)
}

async function compareAll(): Promise<void> {
  for (const zone of zones)
    for (const granularity of granularities)
      for (const window of windows) {
        await compareDurations(window, granularity, zone)
        await compareThroughput(window, granularity, zone)
      }
}

type Window = (typeof windows)[number]
type Granularity = (typeof granularities)[number]

async function ask(
  what: 'status-durations' | 'throughput',
  [from, to]: Window,
  granularity: Granularity,
  zone: string,
) {
  const query = `from=${from}T00:00:00Z&to=${to}T00:00:00Z&granularity=${granularity}&timezone=${zone}`
  const answer = await send(`/api/analytics/${what}?${query}`, { headers: withKey })
  assert.equal(answer.status, 200, answer.text)
  return JSON.parse(answer.text)
}

async function compareDurations(window: Window, granularity: Granularity, zone: string): Promise<void> {
  const answer = await ask('status-durations', window, granularity, zone)
  const labelOf = createLabels(zone, granularity)
  const [from, to] = [Date.parse(answer.from), Date.parse(answer.to)]
  const expected = groupStays(histories, labelOf)
  const inside = new Set(
    histories
      .flat()
      .filter(({ at }) => at >= from && at < to)
      .map(({ at }) => labelOf(at)),
  )
  const keys = [...expected.keys()].filter((key) => inside.has(key.slice(0, key.lastIndexOf(' '))))
  const items: StatusDuration[] = answer.items
  assert.deepEqual(
    items.map(({ start, status }) => `${labelOf(Date.parse(start))} ${status}`).sort(),
    keys.sort(),
    `${zone} ${granularity}`,
  )
  for (const item of items)
    compareDuration(item, expected.get(`${labelOf(Date.parse(item.start))} ${item.status}`))
}

function compareDuration(item: StatusDuration, expected: ReferenceDuration | undefined): void {
  assert.ok(expected)
  const { stays, open } = expected
  const total = stays.reduce((sum, ms) => sum + ms, 0)
  assert.deepEqual([item.count, item.totalSeconds, item.openCount], [stays.length, total / 1_000, open])
  if (stays.length === 0) {
    assert.deepEqual(
      [item.averageSeconds, item.minSeconds, item.maxSeconds, item.p50Seconds],
      [null, null, null, null],
    )
    return
  }
  assert.ok(Math.abs((item.averageSeconds ?? 0) - total / stays.length / 1_000) < 1e-6)
  assert.deepEqual(
    [item.minSeconds, item.maxSeconds],
    [Math.min(...stays) / 1_000, Math.max(...stays) / 1_000],
  )
  for (const [percent, seconds] of [
    [50, item.p50Seconds],
    [90, item.p90Seconds],
    [99, item.p99Seconds],
  ] as const) {
    const exact = nearestRank(stays, percent) / 1_000
    assert.ok(
      Math.abs((seconds ?? Number.NaN) - exact) <= exact * 0.01,
      `p${percent} ${seconds}, not ${exact}`,
    )
  }
}

async function compareThroughput(window: Window, granularity: Granularity, zone: string): Promise<void> {
  const { from, to, items } = await ask('throughput', window, granularity, zone)
  const labelOf = createLabels(zone, granularity)
  const created = histories.flatMap(([first]) => (first === undefined ? [] : [first.at]))
  const inside = created.filter((at) => at >= Date.parse(from) && at < Date.parse(to))
  const expected = Map.groupBy(inside, labelOf)
  const counted = items.map(({ start, orders }: { start: string; orders: number }) => {
    assert.equal(
      orders,
      expected.get(labelOf(Date.parse(start)))?.length ?? 0,
      `${zone} ${granularity} ${start}`,
    )
    return orders
  })
  assert.equal(
    counted.reduce((sum: number, orders: number) => sum + orders, 0),
    inside.length,
  )
}

test('the files say the same as the answers', async () => {
  const query = 'from=2026-03-27T00:00:00Z&to=2026-04-06T00:00:00Z&granularity=day'
  const lines = async (path: string) =>
    (await send(`/api/analytics/${path}.csv?${query}`, { headers: withKey })).text.trim().split('\n')
  const durations = (await ask('status-durations', windows[3], 'day', 'UTC')).items
  const [header, ...rows] = await lines('status-durations')
  assert.match(header ?? '', /^start,status,status_name,count,total_seconds,/)
  assert.deepEqual(
    rows,
    durations.map((item: StatusDuration) =>
      Object.values(item)
        .map((value) => value ?? '')
        .join(),
    ),
  )
  const throughput = (await ask('throughput', windows[3], 'day', 'UTC')).items
  assert.deepEqual(await lines('throughput'), [
    'start,orders',
    ...throughput.map(({ start, orders }: { start: string; orders: number }) => `${start},${orders}`),
  ])
})
