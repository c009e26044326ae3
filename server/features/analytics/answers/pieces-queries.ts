import { type RawBuilder, sql } from 'kysely'
import { baseMs } from '#contract/analytics.ts'
import type { Range } from './buckets.ts'
import { coverBuckets } from './cover.ts'

/** The summaries that make up some buckets, as a table `piece` of spans and stretches of time. */
export function piecesOf(buckets: readonly Range[]): RawBuilder<unknown> {
  const pieces = coverBuckets(buckets)
  return sql`unnest(
    ${pieces.map(({ span }) => span)}::integer[], ${pieces.map(({ from }) => new Date(from))}::timestamptz[],
    ${pieces.map(({ to }) => new Date(to))}::timestamptz[]
  ) as piece (span, start, behind)`
}

/**
 * The place among the buckets, which ascend, of the one that `summary.start` lies in. It is looked up by the number of the
 * quarter: thousands of whole numbers travel and compare several times as fast as times.
 */
export function placeAmong(buckets: readonly Range[]): RawBuilder<number> {
  const quarters = buckets.map(({ from }) => Math.floor(from / baseMs))
  return sql`width_bucket((date_part('epoch', summary.start) / 900)::integer, ${quarters}::integer[]) - 1`
}
