import { type RawBuilder, sql } from 'kysely'
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

/** What is stored about an order when it is told an event. */
export interface StatusChange {
  /** What the order is then. */
  order: OrderState
  /** The event, as the last that arrived. */
  event: Omit<OrderEvent, 'id'>
  /** The events that were stored before and count otherwise now. */
  judged: readonly Pick<OrderEvent, 'id' | 'refusal'>[]
}

/** Stores a change of a locked order. Its row stays as it is when nothing of it changes. */
export async function writeChange(tx: Transaction, { order, event, judged }: StatusChange): Promise<void> {
  const { at, receivedAt, status, isForced, refusal, actor, source, reason } = event
  await sql`
    with told as (
      insert into order_events
        (order_id, at, received_at, status, is_forced, applied, refusal, actor, source, reason)
      values (${order.id}, ${at}, ${receivedAt}, ${status}, ${isForced}, ${refusal === null}, ${refusal},
        ${actor}, ${source}, ${reason})
    )${judged.length === 0 ? sql`` : sql`, judged as (${judgeEvents(order, judged)})`}
    update orders set status = ${order.status}, status_group = ${order.group}, version = ${order.version},
      first_event_at = ${order.firstEventAt}, last_event_at = ${order.lastEventAt}
    where id = ${order.id} and (version <> ${order.version}
      or first_event_at <> ${order.firstEventAt} or last_event_at <> ${order.lastEventAt})
  `.execute(tx)
}

function judgeEvents(
  { id, firstEventAt, lastEventAt }: EventRange,
  events: StatusChange['judged'],
): RawBuilder<unknown> {
  return sql`
    update order_events set applied = judged.refusal is null, refusal = judged.refusal
    from unnest(${events.map((event) => event.id)}::bigint[], ${events.map(({ refusal }) => refusal)}::text[])
      as judged (id, refusal)
    where order_id = ${id} and at between ${firstEventAt} and ${lastEventAt} and order_events.id = judged.id
  `
}
