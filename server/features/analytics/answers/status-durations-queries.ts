import { sql } from 'kysely'
import type { Database, Transaction } from '../../../platform/database/database.ts'
import type { Range } from './buckets.ts'
import { piecesOf, placeAmong } from './pieces-queries.ts'

/** Everything that `read` reads is of one moment. */
export function atOneMoment<T>(db: Database, read: (tx: Transaction) => Promise<T>): Promise<T> {
  return db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(read)
}

/** How often the summaries of a day in UTC were changed; the day is its first instant, in milliseconds since 1970. */
export interface DayRevision {
  day: number
  revision: number
}

/** The revisions of the days that a range touches, in their order; none for days whose summaries never changed. */
export async function listRevisions(tx: Transaction, { from, to }: Range): Promise<DayRevision[]> {
  const { rows } = await sql<DayRevision>`
    select (extract(epoch from day) * 1000)::bigint as day, revision from summary_days
    where day > ${new Date(from)}::timestamptz - interval '24 hours' and day < ${new Date(to)}
    order by day
  `.execute(tx)
  return rows
}

/** A stored summary that belongs to one of the buckets: the one at `place`. */
export interface PlacedSummary {
  place: number
  status: number
  closed: number
  /** A bigint as text. */
  totalMs: string
  minMs: number | null
  maxMs: number | null
  open: number
  /** Packed. */
  histogram: Buffer
}

/** The summaries that the buckets consist of, which ascend and do not overlap. */
export async function listSummaries(tx: Transaction, buckets: readonly Range[]): Promise<PlacedSummary[]> {
  // Fenced off, because a plan that joins by the span alone would read every summary for each piece.
  const { rows } = await sql<PlacedSummary>`
    select ${placeAmong(buckets)} as place, status, closed, total_ms as "totalMs", min_ms as "minMs",
      max_ms as "maxMs", open, histogram
    from ${piecesOf(buckets)} cross join lateral (
      select start, status, closed, total_ms::text as total_ms, min_ms, max_ms, open, histogram
      from status_summaries
      where span_seconds = piece.span and start >= piece.start and start < piece.behind
      offset 0
    ) as summary
  `.execute(tx)
  return rows
}
