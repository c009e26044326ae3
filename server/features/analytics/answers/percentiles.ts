import { durationOf } from '../fold/histogram.ts'
import type { StatusSummary } from '../fold/status-summary.ts'

/**
 * The shortest durations, in milliseconds, that so many percent of the closed stays do not exceed (nearest rank). Each is
 * that of its histogram's bucket, so within 1 %, and never outside of the extremes, which are exact. Null without stays.
 * @param percents ascending
 */
export function percentilesOf(
  { closed, minMs, maxMs, histogram }: StatusSummary,
  percents: readonly number[],
): (number | null)[] {
  if (closed <= 0 || minMs === null || maxMs === null) return percents.map(() => null)
  const sorted = [...histogram].sort(([a], [b]) => a - b)
  let place = 0
  let counted = sorted[0]?.[1] ?? 0
  return percents.map((percent) => {
    const rank = Math.ceil((closed * percent) / 100)
    while (counted < rank && place < sorted.length - 1) counted += sorted[++place]?.[1] ?? 0
    return Math.min(Math.max(durationOf(sorted[place]?.[0] ?? 0), minMs), maxMs)
  })
}
