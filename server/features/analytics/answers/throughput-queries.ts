import { sql } from 'kysely'
import type { Database } from '../../../platform/database/database.ts'
import type { Range } from './buckets.ts'
import { piecesOf, placeAmong } from './pieces-queries.ts'

/** How many orders were created in each of the buckets, by its place among them; nothing for those without any. */
export async function countOrders(db: Database, buckets: readonly Range[]): Promise<Map<number, number>> {
  // Fenced off, because a plan that joins by the span alone would read every summary for each piece.
  const { rows } = await sql<{ place: number; orders: number }>`
    select ${placeAmong(buckets)} as place, sum(summary.orders)::float8 as orders
    from ${piecesOf(buckets)} cross join lateral (
      select start, orders from throughput_summaries
      where span_seconds = piece.span and start >= piece.start and start < piece.behind
      offset 0
    ) as summary
    group by place
  `.execute(db)
  return new Map(rows.map(({ place, orders }) => [place, orders]))
}
