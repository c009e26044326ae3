import { createSecretKey, type KeyObject } from 'node:crypto'
import { type RawBuilder, sql } from 'kysely'
import type { Database, Transaction } from '../../platform/database/database.ts'
import type { ArchivedOrder } from '../orders/archived/archived-order.ts'
import type { OrderEvent } from '../orders/events/order-event.ts'

/** The stretch of time of a month in UTC. */
export interface Month {
  /** As 2024-03. */
  name: string
  from: Date
  to: Date
}

/** The months before this one that the database has events of, or may have, oldest first. */
export async function listEventMonths(db: Database, before: string): Promise<string[]> {
  const { rows } = await sql<{ month: string }>`
    select replace(substr(c.relname, length('order_events_') + 1), '_', '-') as month
    from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'order_events'::regclass
      and replace(substr(c.relname, length('order_events_') + 1), '_', '-') < ${before}
    order by 1
  `.execute(db)
  return rows.map(({ month }) => month)
}

/**
 * The next orders behind `after` that have events in the month, and which of them can be archived with it: those that
 * ended, and whose last event lies in it.
 */
export async function scanOrders(
  db: Database,
  { from, to }: Month,
  { after, limit }: { after: number; limit: number },
): Promise<{ key: number; isReady: boolean }[]> {
  const { rows } = await sql<{ key: number; isReady: boolean }>`
    select scanned.order_id as key, o.id is not null as "isReady"
    from (
      select distinct order_id from order_events
      where at >= ${from} and at < ${to} and order_id > ${after} order by order_id limit ${limit}
    ) as scanned
    left join orders o on o.id = scanned.order_id and ${isEnded}
      and o.last_event_at >= ${from} and o.last_event_at < ${to}
    order by scanned.order_id
  `.execute(db)
  return rows
}

const isEnded: RawBuilder<boolean> = sql`o.archive_id is null and o.status_group in ('done', 'closed-badly')`

/** Locks those of these orders that are in the database and have ended. Nobody changes them until the transaction ends. */
export async function lockEnded(tx: Transaction, orderKeys: readonly number[]): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select o.id from orders o where o.id = any(${orderKeys}::bigint[]) and ${isEnded}
    order by o.id for no key update
  `.execute(tx)
  return rows.map(({ id }) => id)
}

/** All that there is of these orders in the database, by their keys. */
export async function loadOrders(db: Database, orderKeys: readonly number[]): Promise<ArchivedOrder[]> {
  const { rows } = await sql<OrderRow>`
    select o.id as key, o.public_id as "publicId", o.customer_id as "customerKey",
      o.first_event_at as "firstEventAt", o.last_event_at as "lastEventAt",
      d.order_id is not null as "hasDocument", d.received, d.document::text as document
    from orders o left join order_documents d on d.order_id = o.id
    where o.id = any(${orderKeys}::bigint[]) order by o.id
  `.execute(db)
  // All of a row group may have changed since: without orders there is no stretch of time to look in.
  if (rows.length === 0) return []
  const events = await loadEventsOf(db, rows)
  return rows.map(({ key, publicId, customerKey, hasDocument, received, document }) => ({
    key,
    publicId,
    customerKey,
    document: hasDocument ? { received, document } : null,
    events: events.get(key) ?? [],
  }))
}

interface OrderRow {
  key: number
  publicId: string
  customerKey: number
  firstEventAt: Date
  lastEventAt: Date
  hasDocument: boolean
  received: string | null
  document: string
}

async function loadEventsOf(db: Database, orders: readonly OrderRow[]): Promise<Map<number, OrderEvent[]>> {
  const { rows } = await sql<OrderEvent & { orderKey: number }>`
    select order_id as "orderKey", id, status, at, received_at as "receivedAt", is_forced as "isForced",
      refusal, actor, source, reason
    from order_events
    where order_id = any(${orders.map(({ key }) => key)}::bigint[]) and ${liesBetween(orders)}
    order by order_id, at, id
  `.execute(db)
  const byOrder = new Map<number, OrderEvent[]>()
  for (const { orderKey, ...event } of rows) {
    const known = byOrder.get(orderKey)
    if (known === undefined) byOrder.set(orderKey, [event])
    else known.push(event)
  }
  return byOrder
}

/** Leaves the other months alone. */
function liesBetween(orders: readonly { firstEventAt: Date; lastEventAt: Date }[]): RawBuilder<boolean> {
  const first = orders.reduce((min, { firstEventAt }) => Math.min(min, firstEventAt.getTime()), 8.64e15)
  const last = orders.reduce((max, { lastEventAt }) => Math.max(max, lastEventAt.getTime()), -8.64e15)
  return sql`at between ${new Date(first)} and ${new Date(last)}`
}

/** Takes orders out of the database: what is left of them is their row, which says in which archive the rest is. */
export async function moveOrders(
  tx: Transaction,
  archiveId: number,
  orders: readonly ArchivedOrder[],
): Promise<void> {
  const keys = orders.map(({ key }) => key)
  const times = orders.flatMap(({ events }) =>
    events.map(({ at }) => ({ firstEventAt: at, lastEventAt: at })),
  )
  await sql`delete from order_documents where order_id = any(${keys}::bigint[])`.execute(tx)
  await sql`
    delete from order_events where order_id = any(${keys}::bigint[]) and ${liesBetween(times)}
  `.execute(tx)
  await sql`update orders set archive_id = ${archiveId} where id = any(${keys}::bigint[])`.execute(tx)
  await sql`update archives set archived = archived + ${keys.length} where id = ${archiveId}`.execute(tx)
}

/** The customers of these orders. */
export async function listCustomers(db: Database, orderKeys: readonly number[]): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select distinct customer_id as id from orders where id = any(${orderKeys}::bigint[]) order by 1
  `.execute(db)
  return rows.map(({ id }) => id)
}

/** The keys of customers; undefined for one who was erased: nothing of theirs is sealed, nor opened, any more. */
export type CustomerKeys = ReadonlyMap<number, KeyObject | undefined>

/** The keys of these customers, without those who have none and were not erased. */
export async function loadKeys(db: Database, customerKeys: readonly number[]): Promise<CustomerKeys> {
  const { rows } = await sql<{ id: number; key: Buffer | null }>`
    select c.id, case when c.erased_at is null then k.key end as key
    from customers c left join customer_keys k on k.customer_id = c.id
    where c.id = any(${customerKeys}::bigint[]) and (c.erased_at is not null or k.key is not null)
  `.execute(db)
  return new Map(rows.map(({ id, key }) => [id, key === null ? undefined : createSecretKey(key)]))
}

/** Keeps keys for customers that have none yet. Waits for whoever is erasing one of them, who then gets none. */
export async function insertKeys(
  db: Database,
  keys: readonly { customerKey: number; key: Buffer }[],
): Promise<void> {
  await sql`
    insert into customer_keys (customer_id, key)
    select c.id, fresh.key from customers c join unnest(
      ${keys.map(({ customerKey }) => customerKey)}::bigint[], ${keys.map(({ key }) => key)}::bytea[]
    ) as fresh (id, key) on fresh.id = c.id
    where c.erased_at is null order by c.id for key share of c
    on conflict do nothing
  `.execute(db)
}

/** Throws the key of a customer away: what is sealed with it cannot be read any more, wherever it is. */
export async function deleteKey(tx: Transaction, customerKey: number): Promise<void> {
  await sql`delete from customer_keys where customer_id = ${customerKey}`.execute(tx)
}
