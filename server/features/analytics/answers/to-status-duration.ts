import type { StatusDuration } from '#contract/analytics.ts'
import { orderStatuses } from '#contract/order-statuses.ts'
import { percentilesOf, type Stays } from './percentiles.ts'

const names = new Map<number, string>(orderStatuses.map(({ code, name }) => [code, name]))

/** The name of a status; null for a code that Docket does not know. */
export function nameOf(status: number): string | null {
  return names.get(status) ?? null
}

/** All stays in one status that began in one bucket. */
export interface BucketStays extends Stays {
  totalMs: bigint
  open: number
}

/** The stays of a bucket as everybody sees them; `start` in milliseconds since 1970. */
export function toStatusDuration(start: number, status: number, stays: BucketStays): StatusDuration {
  const { closed, totalMs, minMs, maxMs, open } = stays
  const [p50 = null, p90 = null, p99 = null] = percentilesOf(stays, [50, 90, 99])
  return {
    start: new Date(start).toISOString(),
    status,
    statusName: nameOf(status),
    count: closed,
    totalSeconds: Number(totalMs) / 1_000,
    averageSeconds: closed === 0 ? null : Number(totalMs) / (closed * 1_000),
    minSeconds: inSeconds(minMs),
    maxSeconds: inSeconds(maxMs),
    p50Seconds: inSeconds(p50),
    p90Seconds: inSeconds(p90),
    p99Seconds: inSeconds(p99),
    openCount: open,
  }
}

/** The number nearest to the decimal fraction, which is printed as just that. */
function inSeconds(ms: number | null): number | null {
  return ms === null ? null : ms / 1_000
}
