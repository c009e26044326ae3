import { sql } from 'kysely'
import type { StatusGroup } from '#contract/order-statuses.ts'
import type { Database, Transaction } from '../../../platform/database/database.ts'
import type { EventRange, OrderEvent } from '../events/order-event.ts'

/** What an order is, as far as its events decide it. */
export interface OrderState extends EventRange {
  publicId: string
  status: number
  group: StatusGroup
  version: number
}

/** The order under this id, which nobody else changes until the transaction ends. */
export async function lockOrder(tx: Transaction, publicId: string): Promise<OrderState | undefined> {
  // What refers to the order, such as a barcode, may still be stored meanwhile.
  const { rows } = await sql<OrderState>`
    select ${columns} from orders where public_id = ${publicId} for no key update
  `.execute(tx)
  return rows[0]
}

/** The same, as it is just now. */
export async function findOrder(db: Database, publicId: string): Promise<OrderState | undefined> {
  const { rows } = await sql<OrderState>`
    select ${columns} from orders where public_id = ${publicId}
  `.execute(db)
  return rows[0]
}

const columns = sql`
  id, public_id as "publicId", status, status_group as "group", version,
  first_event_at as "firstEventAt", last_event_at as "lastEventAt"
`

export type NewEvent = Omit<OrderEvent, 'id' | 'receivedAt'>

/** Adds an event to an order, as the last that arrived. */
export async function insertEvent(tx: Transaction, orderId: number, event: NewEvent): Promise<void> {
  const { at, status, isForced, refusal, actor, source, reason } = event
  await sql`
    insert into order_events (order_id, at, received_at, status, is_forced, applied, refusal, actor, source, reason)
    values (${orderId}, ${at}, clock_timestamp(), ${status}, ${isForced}, ${refusal === null}, ${refusal},
      ${actor}, ${source}, ${reason})
  `.execute(tx)
}

/** Changes whether events count that are stored already. */
export async function judgeEvents(
  tx: Transaction,
  order: EventRange,
  events: readonly Pick<OrderEvent, 'id' | 'refusal'>[],
): Promise<void> {
  if (events.length === 0) return
  await sql`
    update order_events set applied = judged.refusal is null, refusal = judged.refusal
    from unnest(${events.map(({ id }) => id)}::bigint[], ${events.map(({ refusal }) => refusal)}::text[])
      as judged (id, refusal)
    where order_id = ${order.id} and at between ${order.firstEventAt} and ${order.lastEventAt}
      and order_events.id = judged.id
  `.execute(tx)
}

/** Says where the events of the order lie by now. */
export async function updateEventRange(
  tx: Transaction,
  { id, firstEventAt, lastEventAt }: EventRange,
): Promise<void> {
  await sql`
    update orders set first_event_at = ${firstEventAt}, last_event_at = ${lastEventAt} where id = ${id}
  `.execute(tx)
}

/** Says what has become of the order: another version of it. */
export async function updateOrder(
  tx: Transaction,
  { id, status, group, version, firstEventAt, lastEventAt }: OrderState,
): Promise<void> {
  await sql`
    update orders set status = ${status}, status_group = ${group}, version = ${version},
      first_event_at = ${firstEventAt}, last_event_at = ${lastEventAt}
    where id = ${id}
  `.execute(tx)
}
