import { sql } from 'kysely'
import { recordDeltas } from '../../server/features/analytics/deltas/record-deltas.ts'
import { addEvent } from '../../server/features/orders/lifecycle/add-event.ts'
import { deltasOfChange } from '../../server/features/orders/lifecycle/deltas-of-change.ts'
import type { Folded, LifecycleEvent, Verdict } from '../../server/features/orders/lifecycle/fold-events.ts'
import type { Database, Transaction } from '../../server/platform/database/database.ts'

/** An event as a test writes it: its status, when it happened, and whether it is forced. */
export type TestEvent = readonly [status: number, at: string | number, forced?: 'forced']

/** Stores a customer and returns its key inside the database. */
export async function storeCustomer(db: Database): Promise<number> {
  return one(sql<{ id: number }>`insert into customers default values returning id`, db)
}

/** Makes the partitions of the months in which a test's events lie. */
export async function makeMonths(db: Database, ...instants: readonly (string | number)[]): Promise<void> {
  for (const instant of instants) await sql`select make_order_events_month(${new Date(instant)})`.execute(db)
}

/** Stores an order, created with its first event, as its intake does: with its events and its deltas. */
export async function storeOrder(
  tx: Transaction,
  customerKey: number,
  [first, ...later]: readonly [TestEvent, ...TestEvent[]],
): Promise<number> {
  const { status, at } = toEvent(first)
  const id = await one(
    sql<{ id: number }>`
      insert into orders (customer_id, source, status, created_at, first_event_at, last_event_at)
      values (${customerKey}, 'api', ${status}, ${new Date(at)}, ${new Date(at)}, ${new Date(at)}) returning id`,
    tx,
  )
  await recordDeltas(tx, [{ kind: 'order', at, customerKey }])
  for (const event of [first, ...later]) await storeEvent(tx, id, event)
  return id
}

/** Adds an event to an order under the lock of its row, as a change of its status does. */
export async function storeEvent(tx: Transaction, orderId: number, event: TestEvent): Promise<void> {
  await sql`select from orders where id = ${orderId} for update`.execute(tx)
  const { rows } = await sql<{ id: number; status: number; at: Date; isForced: boolean }>`
    select id, status, at, is_forced as "isForced" from order_events where order_id = ${orderId} order by at, id
  `.execute(tx)
  const { before, after, verdict, rejudged } = addEvent(
    rows.map((row) => ({ ...row, at: row.at.getTime() })),
    toEvent(event),
  )
  await insertEvent(tx, orderId, toEvent(event), verdict)
  for (const { index, verdict: now } of rejudged) await judgeEvent(tx, rows[index]?.id, now)
  await updateOrder(tx, orderId, toEvent(event), after)
  await recordDeltas(tx, [...deltasOfChange(before, after), { kind: 'total', name: 'events', change: 1 }])
}

async function insertEvent(
  tx: Transaction,
  orderId: number,
  { status, at, isForced }: LifecycleEvent,
  verdict: Verdict,
): Promise<void> {
  await sql`
    insert into order_events (order_id, at, status, is_forced, applied, refusal)
    values (${orderId}, ${new Date(at)}, ${status}, ${isForced}, ${verdict === 'applied'},
      ${verdict === 'applied' ? null : verdict})`.execute(tx)
}

async function judgeEvent(tx: Transaction, id: number | undefined, verdict: Verdict): Promise<void> {
  await sql`
    update order_events set applied = ${verdict === 'applied'}, refusal = ${verdict === 'applied' ? null : verdict}
    where id = ${id}`.execute(tx)
}

async function updateOrder(
  tx: Transaction,
  orderId: number,
  event: LifecycleEvent,
  after: Folded,
): Promise<void> {
  await sql`
    update orders set status = ${after.status}, status_group = ${after.group},
      first_event_at = least(first_event_at, ${new Date(event.at)}),
      last_event_at = greatest(last_event_at, ${new Date(event.at)})
    where id = ${orderId}`.execute(tx)
}

function toEvent([status, at, forced]: TestEvent): LifecycleEvent {
  return { status, at: new Date(at).getTime(), isForced: forced !== undefined }
}

async function one(query: ReturnType<typeof sql<{ id: number }>>, db: Database): Promise<number> {
  const { rows } = await query.execute(db)
  const [row] = rows
  if (row === undefined) throw new Error('a row was returned')
  return row.id
}
