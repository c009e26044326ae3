import { sql } from 'kysely'
import type { Database, Transaction } from '../../platform/database/database.ts'
import type { GroupPlace } from '../orders/archived/group-place.ts'

export interface ArchiveRow {
  id: number
  /** As 2024-03. */
  month: string
  sequence: number
  state: 'writing' | 'written' | 'verified' | 'dropped'
  orders: number
  events: number
  archived: number
}

const columns = sql`id, month, sequence, state, orders, events, archived`

/** The archives that are not done yet, oldest first. */
export async function listUnfinished(db: Database): Promise<ArchiveRow[]> {
  const { rows } = await sql<ArchiveRow>`
    select ${columns} from archives where state <> 'dropped' order by id
  `.execute(db)
  return rows
}

export async function findArchiveRow(db: Database, id: number): Promise<ArchiveRow | undefined> {
  const { rows } = await sql<ArchiveRow>`select ${columns} from archives where id = ${id}`.execute(db)
  return rows[0]
}

/**
 * Begins an archive of the month, anew where one was left half-written. Its number is one that no attempt ever had: a
 * process that was believed to be dead writes to other files.
 */
export async function beginArchive(db: Database, month: string): Promise<ArchiveRow> {
  const { rows: begun } = await sql<ArchiveRow>`
    update archives set sequence = (select max(sequence) + 1 from archives where month = ${month})
    where id = (select min(id) from archives where month = ${month} and state = 'writing')
    returning ${columns}
  `.execute(db)
  if (begun[0] !== undefined) return begun[0]
  const { rows } = await sql<ArchiveRow>`
    insert into archives (month, sequence)
    select ${month}, coalesce(max(sequence), 0) + 1 from archives where month = ${month}
    returning ${columns}
  `.execute(db)
  const [row] = rows
  if (row === undefined) throw new Error('an archive was made, and is not there')
  return row
}

/** A file of an archive that was written. */
export interface WrittenFile {
  role: 'orders' | 'events' | 'manifest'
  name: string
  bytes: number
  sha256: string
  rows: number
  footerStart: number
  footerSha256: string
}

export type WrittenGroup = Omit<GroupPlace, 'archiveId'> & { firstOrderKey: number; lastOrderKey: number }

export interface WrittenArchive {
  orders: number
  events: number
  files: readonly WrittenFile[]
  groups: readonly WrittenGroup[]
}

/**
 * Says that the files of an archive are whole, and where everything in them is.
 * @returns false when somebody else has begun it anew meanwhile
 */
export async function storeWritten(
  tx: Transaction,
  { id, sequence }: ArchiveRow,
  { orders, events, files, groups }: WrittenArchive,
): Promise<boolean> {
  const { rows } = await sql`
    update archives set state = 'written', orders = ${orders}, events = ${events}
    where id = ${id} and sequence = ${sequence} and state = 'writing' returning 1
  `.execute(tx)
  if (rows.length === 0) return false
  await sql`delete from archive_files where archive_id = ${id}`.execute(tx)
  await sql`delete from archive_groups where archive_id = ${id}`.execute(tx)
  await sql`
    insert into archive_files (archive_id, role, name, bytes, sha256, rows, footer_start, footer_sha256)
    select ${id}, f.role, f.name, f.bytes, f.sha256, f.rows, f."footerStart", f."footerSha256"
    from jsonb_to_recordset(${JSON.stringify(files)}::jsonb) as f (role text, name text, bytes bigint,
      sha256 text, rows bigint, "footerStart" bigint, "footerSha256" text)
  `.execute(tx)
  await sql`
    insert into archive_groups (archive_id, place, first_order_id, last_order_id, first_event_at, last_event_at,
      orders_start, orders_bytes, orders_sha256, events_start, events_bytes, events_sha256)
    select ${id}, g.place, g."firstOrderKey", g."lastOrderKey", g."firstEventAt", g."lastEventAt",
      g."ordersStart", g."ordersBytes", g."ordersSha256", g."eventsStart", g."eventsBytes", g."eventsSha256"
    from jsonb_to_recordset(${JSON.stringify(groups)}::jsonb) as g (place integer,
      "firstOrderKey" bigint, "lastOrderKey" bigint, "firstEventAt" timestamptz, "lastEventAt" timestamptz,
      "ordersStart" bigint, "ordersBytes" bigint, "ordersSha256" text,
      "eventsStart" bigint, "eventsBytes" bigint, "eventsSha256" text)
  `.execute(tx)
  return true
}

/** Says how far an archive is. */
export async function setState(db: Database, id: number, state: ArchiveRow['state']): Promise<void> {
  await sql`update archives set state = ${state} where id = ${id}`.execute(db)
}

/** The files of an archive, with what was taken of them when they were written. */
export async function listFiles(
  db: Database,
  archiveId: number,
): Promise<Pick<WrittenFile, 'role' | 'name' | 'bytes' | 'sha256' | 'rows'>[]> {
  const { rows } = await sql<Pick<WrittenFile, 'role' | 'name' | 'bytes' | 'sha256' | 'rows'>>`
    select role, name, bytes, sha256, rows from archive_files where archive_id = ${archiveId} order by role
  `.execute(db)
  return rows
}

/** The names of all files of all archives. */
export async function listFileNames(db: Database): Promise<Set<string>> {
  const { rows } = await sql<{ name: string }>`select name from archive_files`.execute(db)
  return new Set(rows.map(({ name }) => name))
}

/** Keeps everybody else from archiving for as long as this connection lasts. @returns false when somebody is at it */
export async function tryLockArchiving(connection: Database): Promise<boolean> {
  const { rows } = await sql<{ locked: boolean }>`
    select pg_try_advisory_lock(hashtext('docket archive'), 0) as locked
  `.execute(connection)
  return rows[0]?.locked === true
}

export async function unlockArchiving(connection: Database): Promise<void> {
  await sql`select pg_advisory_unlock(hashtext('docket archive'), 0)`.execute(connection)
}
