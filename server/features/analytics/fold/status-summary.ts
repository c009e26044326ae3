import { addCount, addTo, bucketOf } from './histogram.ts'

/** The stays in one status that began in one span. */
export interface StatusSummary {
  closed: number
  /** All closed stays together. A bigint, because thousands of very long stays are more than a number holds exactly. */
  totalMs: bigint
  minMs: number | null
  maxMs: number | null
  open: number
  histogram: Map<number, number>
}

export function emptySummary(): StatusSummary {
  return { closed: 0, totalMs: 0n, minMs: null, maxMs: null, open: 0, histogram: new Map() }
}

export function isEmpty({ closed, totalMs, open, histogram }: StatusSummary): boolean {
  return closed === 0 && totalMs === 0n && open === 0 && histogram.size === 0
}

/** Counts `count` closed stays of `ms` in; a negative count takes them away and leaves the extremes as they are. */
export function addStays(summary: StatusSummary, ms: number, count: number): void {
  summary.closed += count
  summary.totalMs += BigInt(ms) * BigInt(count)
  addCount(summary.histogram, bucketOf(ms), count)
  if (count > 0) widenTo(summary, { minMs: ms, maxMs: ms })
}

/** Adds everything that `other` counts, whose extremes are those of what it adds. */
export function addSummary(summary: StatusSummary, other: StatusSummary): void {
  summary.closed += other.closed
  summary.totalMs += other.totalMs
  summary.open += other.open
  addTo(summary.histogram, other.histogram)
  widenTo(summary, other)
}

function widenTo(summary: StatusSummary, { minMs, maxMs }: Pick<StatusSummary, 'minMs' | 'maxMs'>): void {
  if (minMs !== null) summary.minMs = Math.min(summary.minMs ?? minMs, minMs)
  if (maxMs !== null) summary.maxMs = Math.max(summary.maxMs ?? maxMs, maxMs)
}
