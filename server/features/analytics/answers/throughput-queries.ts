import { sql } from 'kysely'
import type { Database } from '../../../platform/database/database.ts'
import type { Range } from './buckets.ts'
import { coverBuckets } from './cover.ts'

/** How many orders were created in each of the buckets, by its place among them; nothing for those without any. */
export async function countOrders(db: Database, buckets: readonly Range[]): Promise<Map<number, number>> {
  const pieces = coverBuckets(buckets)
  // Fenced off, because a plan that joins by the span alone would read every summary for each piece.
  const { rows } = await sql<{ place: number; orders: number }>`
    select width_bucket(summary.start, ${instants(buckets.map(({ from }) => from))}) - 1 as place,
      sum(summary.orders)::float8 as orders
    from unnest(
      ${pieces.map(({ span }) => span)}::integer[],
      ${instants(pieces.map(({ from }) => from))}, ${instants(pieces.map(({ to }) => to))}
    ) as piece (span, start, behind)
    cross join lateral (
      select start, orders from throughput_summaries
      where span_seconds = piece.span and start >= piece.start and start < piece.behind
      offset 0
    ) as summary
    group by place
  `.execute(db)
  return new Map(rows.map(({ place, orders }) => [place, orders]))
}

function instants(times: readonly number[]) {
  return sql`${times.map((time) => new Date(time))}::timestamptz[]`
}
