import { sql } from 'kysely'
import type { Transaction } from '../../../platform/database/database.ts'
import type { Extreme } from './extremes.ts'

/** Widens what the archive has for these quarters and statuses, so that it covers these too. */
export async function addExtremes(
  tx: Transaction,
  archiveId: number,
  extremes: readonly Extreme[],
): Promise<void> {
  if (extremes.length === 0) return
  await sql`
    insert into archive_extremes as known (archive_id, start, status, min_ms, max_ms)
    select ${archiveId}, to_timestamp(start / 1000.0), status, min_ms, max_ms
    from unnest(
      ${extremes.map(({ start }) => start)}::bigint[], ${extremes.map(({ status }) => status)}::integer[],
      ${extremes.map(({ minMs }) => minMs)}::bigint[], ${extremes.map(({ maxMs }) => maxMs)}::bigint[]
    ) as fresh (start, status, min_ms, max_ms)
    on conflict (start, status, archive_id) do update
      set min_ms = least(known.min_ms, excluded.min_ms), max_ms = greatest(known.max_ms, excluded.max_ms)
  `.execute(tx)
}

/** What the archive has for these quarters and statuses. */
export async function findExtremes(
  tx: Transaction,
  archiveId: number,
  quarters: readonly Pick<Extreme, 'start' | 'status'>[],
): Promise<Extreme[]> {
  const { rows } = await sql<Extreme>`
    select (extract(epoch from start) * 1000)::bigint as start, status, min_ms as "minMs", max_ms as "maxMs"
    from archive_extremes
    where archive_id = ${archiveId} and (start, status) in (
      select to_timestamp(start / 1000.0), status
      from unnest(
        ${quarters.map(({ start }) => start)}::bigint[], ${quarters.map(({ status }) => status)}::integer[]
      ) as wanted (start, status))
  `.execute(tx)
  return rows
}

/** Takes away what the archive has for these quarters and statuses. */
export async function removeExtremes(
  tx: Transaction,
  archiveId: number,
  quarters: readonly Pick<Extreme, 'start' | 'status'>[],
): Promise<void> {
  await sql`
    delete from archive_extremes
    where archive_id = ${archiveId} and (start, status) in (
      select to_timestamp(start / 1000.0), status
      from unnest(
        ${quarters.map(({ start }) => start)}::bigint[], ${quarters.map(({ status }) => status)}::integer[]
      ) as wanted (start, status))
  `.execute(tx)
}
