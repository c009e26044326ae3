import assert from 'node:assert/strict'
import { sql } from 'kysely'
import { foldAll } from '../../server/features/analytics/fold/fold-all.ts'
import { pack } from '../../server/features/analytics/fold/histogram.ts'
import { spans, startOfSpan } from '../../server/features/analytics/fold/spans.ts'
import { addStays, emptySummary } from '../../server/features/analytics/fold/status-summary.ts'
import { foldEvents, type LifecycleEvent } from '../../server/features/orders/lifecycle/fold-events.ts'
import type { Database } from '../../server/platform/database/database.ts'

/** Folds everything and asserts that each number is what a plain recount in memory says; for orders that are not archived. */
export async function assertRecounted(db: Database): Promise<void> {
  await foldAll(db)
  const orders = await recomputeOrders(db)
  assert.deepEqual(await readStatusSummaries(db), summarize(orders))
  assert.deepEqual(await readThroughput(db), countOrders(orders))
  assert.deepEqual(await readLifetimes(db), countLifetimes(orders))
  assert.deepEqual(await readTotals(db), { ...countTotals(orders), ...(await countBarcodes(db)) })
}

async function recomputeOrders(db: Database) {
  const { rows: orders } = await sql<StoredOrder>`
    select id, customer_id, created_at, status, status_group from orders order by id`.execute(db)
  const { rows: events } = await sql<StoredEvent>`
    select order_id, at, status, is_forced, applied, refusal from order_events order by order_id, at, id`.execute(
    db,
  )
  const byOrder = Map.groupBy(events, ({ order_id }) => order_id)
  return orders.map((order) => recompute(order, byOrder.get(order.id) ?? []))
}

interface StoredOrder {
  id: number
  customer_id: number
  created_at: Date
  status: number
  status_group: string
}

interface StoredEvent {
  order_id: number
  at: Date
  status: number
  is_forced: boolean
  applied: boolean
  refusal: string | null
}

function recompute(order: StoredOrder, events: readonly StoredEvent[]) {
  const folded = foldEvents(events.map(toEvent))
  assert.deepEqual(
    { status: order.status, group: order.status_group },
    { status: folded.status, group: folded.group },
    `order ${order.id}`,
  )
  const verdicts = events.map(({ applied, refusal }) => (applied ? 'applied' : refusal))
  assert.deepEqual(verdicts, folded.verdicts, `order ${order.id}`)
  return { ...order, events: events.length, folded }
}

type RecomputedOrder = ReturnType<typeof recompute>

function toEvent({ at, status, is_forced }: StoredEvent): LifecycleEvent {
  return { at: at.getTime(), status, isForced: is_forced }
}

function summarize(orders: readonly RecomputedOrder[]) {
  const summaries = new Map<string, ReturnType<typeof emptySummary>>()
  for (const { status, enteredAt, ms } of orders.flatMap(({ folded }) => folded.stays))
    for (const span of spans) {
      const key = `${span} ${iso(startOfSpan(enteredAt, span))} ${status}`
      const summary = summaries.get(key) ?? emptySummary()
      summaries.set(key, summary)
      if (ms === null) summary.open += 1
      else addStays(summary, ms, 1)
    }
  return sorted(
    [...summaries].map(([key, one]) => [key, showSummary({ ...one, packed: pack(one.histogram) })]),
  )
}

async function readStatusSummaries(db: Database) {
  const { rows } = await sql<
    Parameters<typeof showSummary>[0] & { span: number; start: Date; status: number }
  >`
    select span_seconds as span, start, status, closed, total_ms as "totalMs", min_ms as "minMs", max_ms as "maxMs",
      open, histogram as packed
    from status_summaries`.execute(db)
  return sorted(
    rows.map(({ span, start, status, ...row }) => [
      `${span} ${start.toISOString()} ${status}`,
      showSummary(row),
    ]),
  )
}

function showSummary(row: {
  closed: number
  totalMs: bigint | number
  minMs: number | null
  maxMs: number | null
  open: number
  packed: Buffer
}): string {
  const { closed, totalMs, minMs, maxMs, open, packed } = row
  return `closed ${closed} total ${totalMs} min ${minMs} max ${maxMs} open ${open} ${packed.toString('hex')}`
}

function countOrders(orders: readonly RecomputedOrder[]) {
  const keys = orders.flatMap(({ created_at }) =>
    spans.map((span) => `${span} ${iso(startOfSpan(created_at.getTime(), span))}`),
  )
  return sorted([...Map.groupBy(keys, (key) => key)].map(([key, same]) => [key, same.length]))
}

async function readThroughput(db: Database) {
  const { rows } = await sql<{ span: number; start: Date; orders: number }>`
    select span_seconds as span, start, orders from throughput_summaries`.execute(db)
  return sorted(rows.map(({ span, start, orders }) => [`${span} ${start.toISOString()}`, orders]))
}

function countLifetimes(orders: readonly RecomputedOrder[]) {
  const byCustomer = Map.groupBy(orders, ({ customer_id }) => customer_id)
  return sorted(
    [...byCustomer].map(([customer, theirs]) => {
      const times = theirs.map(({ created_at }) => created_at.toISOString()).sort()
      return [`${customer}`, `${theirs.length} from ${times[0]} to ${times.at(-1)}`]
    }),
  )
}

async function readLifetimes(db: Database) {
  const { rows } = await sql<{ customer: number; orders: number; first: Date; last: Date }>`
    select customer_id as customer, orders, first_order_at as first, last_order_at as last
    from customer_lifetimes`.execute(db)
  return sorted(
    rows.map(({ customer, orders, first, last }) => [
      `${customer}`,
      `${orders} from ${first.toISOString()} to ${last.toISOString()}`,
    ]),
  )
}

function countTotals(orders: readonly RecomputedOrder[]): Record<string, number> {
  if (orders.length === 0) return {}
  const events = orders.reduce((sum, order) => sum + order.events, 0)
  const standing = Map.groupBy(orders, ({ folded }) => `standing ${folded.status}`)
  return Object.fromEntries([
    ['orders 0', orders.length],
    ['events 0', events],
    ...[...standing].map(([key, same]) => [key, same.length]),
  ])
}

async function countBarcodes(db: Database): Promise<Record<string, number>> {
  const { rows } = await sql<{ name: string; value: number }>`
    select case when order_id is null then 'unassigned' when redeemed_at is null then 'assigned' else 'redeemed' end
      as name, count(*) as value
    from barcodes group by 1`.execute(db)
  return Object.fromEntries(rows.map(({ name, value }) => [`barcodes-${name} 0`, value]))
}

async function readTotals(db: Database): Promise<Record<string, number>> {
  const { rows } = await sql<{ name: string; key: number; value: number }>`
    select name, key, value from totals`.execute(db)
  return Object.fromEntries(rows.map(({ name, key, value }) => [`${name} ${key}`, value]))
}

function sorted<Value>(entries: (readonly [string, Value])[]): Record<string, Value> {
  return Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : 1)))
}

function iso(at: number): string {
  return new Date(at).toISOString()
}
