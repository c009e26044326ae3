import { sql } from 'kysely'
import type { Database, Transaction } from '../../../platform/database/database.ts'
import type { GroupPlace } from './group-place.ts'

/** A file of an archive, and where its row groups are told. */
export interface FileEnd {
  name: string
  bytes: number
  footerStart: number
  footerSha256: string
}

const groupColumns = sql`
  g.archive_id as "archiveId", g.place, g.first_event_at as "firstEventAt", g.last_event_at as "lastEventAt",
  g.orders_start as "ordersStart", g.orders_bytes as "ordersBytes", g.orders_sha256 as "ordersSha256",
  g.events_start as "eventsStart", g.events_bytes as "eventsBytes", g.events_sha256 as "eventsSha256"
`

/** The archive that an order is in, and whose it is; undefined while it is in the database. */
export async function findArchived(
  db: Database,
  orderKey: number,
): Promise<{ archiveId: number; customerKey: number } | undefined> {
  const { rows } = await sql<{ archiveId: number; customerKey: number }>`
    select archive_id as "archiveId", customer_id as "customerKey" from orders
    where id = ${orderKey} and archive_id is not null
  `.execute(db)
  return rows[0]
}

/** The row group that an order stands in. */
export async function findGroup(
  db: Database,
  { archiveId, orderKey }: { archiveId: number; orderKey: number },
): Promise<GroupPlace | undefined> {
  const { rows } = await sql<GroupPlace>`
    select ${groupColumns} from archive_groups g
    where g.archive_id = ${archiveId} and ${orderKey} between g.first_order_id and g.last_order_id
  `.execute(db)
  return rows[0]
}

/** The row groups of an archive, in their order; only those with events in a stretch of time where one is given. */
export async function listGroups(
  db: Database,
  archiveId: number,
  { from = null, to = null }: { from?: Date | null; to?: Date | null } = {},
): Promise<GroupPlace[]> {
  const { rows } = await sql<GroupPlace>`
    select ${groupColumns} from archive_groups g
    where g.archive_id = ${archiveId}
      and (${from}::timestamptz is null or g.last_event_at >= ${from})
      and (${to}::timestamptz is null or g.first_event_at < ${to})
    order by g.place
  `.execute(db)
  return rows
}

/** The two files of an archive with rows in them. */
export async function findFiles(
  db: Database,
  archiveId: number,
): Promise<{ orders: FileEnd | undefined; events: FileEnd | undefined }> {
  const { rows } = await sql<FileEnd & { role: string }>`
    select role, name, bytes, footer_start as "footerStart", footer_sha256 as "footerSha256"
    from archive_files where archive_id = ${archiveId}
  `.execute(db)
  const [orders, events] = ['orders', 'events'].map((role) => rows.find((row) => row.role === role))
  return { orders, events }
}

/** The archives that orders were moved into, in their order. */
export async function listArchives(db: Database): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select id from archives where archived > 0 order by id
  `.execute(db)
  return rows.map(({ id }) => id)
}

/** Those of these orders that are in the archive by now, and not in the database. */
export async function listArchived(
  db: Database,
  { archiveId, orderKeys }: { archiveId: number; orderKeys: readonly number[] },
): Promise<Set<number>> {
  const { rows } = await sql<{ id: number }>`
    select id from orders where id = any(${orderKeys}::bigint[]) and archive_id = ${archiveId}
  `.execute(db)
  return new Set(rows.map(({ id }) => id))
}

/** The key of a customer, and whether they were erased. */
export async function findKey(
  db: Database,
  customerKey: number,
): Promise<{ key: Buffer | null; isErased: boolean } | undefined> {
  const { rows } = await sql<{ key: Buffer | null; isErased: boolean }>`
    select k.key, c.erased_at is not null as "isErased"
    from customers c left join customer_keys k on k.customer_id = c.id
    where c.id = ${customerKey}
  `.execute(db)
  return rows[0]
}

/** The archive that an order is in; nobody changes the order, nor what the archive counts for, until the transaction ends. */
export async function lockArchived(tx: Transaction, orderKey: number): Promise<number | null | undefined> {
  const { rows } = await sql<{ archive_id: number | null }>`
    select archive_id from orders where id = ${orderKey} for no key update
  `.execute(tx)
  const archiveId = rows[0]?.archive_id
  if (archiveId != null) await sql`select from archives where id = ${archiveId} for update`.execute(tx)
  return archiveId
}

/** Says that an order is in the database again. */
export async function leaveArchive(tx: Transaction, orderKey: number): Promise<void> {
  await sql`update orders set archive_id = null where id = ${orderKey}`.execute(tx)
}
