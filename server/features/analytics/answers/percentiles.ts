import { addPacked, bucketCount, durationOf } from '../fold/histogram.ts'

/** Closed stays, as far as their percentiles need them: how many, the shortest, the longest, and packed histograms. */
export interface Stays {
  closed: number
  minMs: number | null
  maxMs: number | null
  histograms: readonly Uint8Array[]
}

/**
 * The shortest durations, in milliseconds, that so many percent of the stays do not exceed (nearest rank). Each is that
 * of its histogram's bucket, so within 1 %, and never outside of the extremes, which are exact. Null without stays.
 * @param percents ascending
 */
export function percentilesOf(
  { closed, minMs, maxMs, histograms }: Stays,
  percents: readonly number[],
): (number | null)[] {
  if (closed <= 0 || minMs === null || maxMs === null) return percents.map(() => null)
  const counts = new Float64Array(bucketCount)
  for (const packed of histograms) addPacked(counts, packed)
  let bucket = 0
  let counted = counts[0] ?? 0
  return percents.map((percent) => {
    const rank = Math.ceil((closed * percent) / 100)
    while (counted < rank && bucket < bucketCount - 1) counted += counts[++bucket] ?? 0
    return Math.min(Math.max(durationOf(bucket), minMs), maxMs)
  })
}
