import { startOfSpan } from '../fold/spans.ts'
import type { Range } from './buckets.ts'
import type { DayRevision } from './status-durations-queries.ts'

/**
 * A number for each bucket that changes whenever the summaries of a day that it touches do: the revisions of these days
 * together, of which none ever goes back. 0 where none of them ever changed.
 * @param buckets ascending, without overlaps
 * @param days ascending
 */
export function revisionsOf(buckets: readonly Range[], days: readonly DayRevision[]): number[] {
  const upTo = sumsUpTo(days)
  let first = 0
  return buckets.map(({ from, to }) => {
    while ((days[first]?.day ?? Number.POSITIVE_INFINITY) < startOfSpan(from, 86_400)) first += 1
    let behind = first
    while ((days[behind]?.day ?? Number.POSITIVE_INFINITY) < to) behind += 1
    return (upTo[behind] ?? 0) - (upTo[first] ?? 0)
  })
}

/** At each place, the sum of all revisions before it. */
function sumsUpTo(days: readonly DayRevision[]): number[] {
  const sums = [0]
  for (const { revision } of days) sums.push((sums.at(-1) ?? 0) + revision)
  return sums
}
