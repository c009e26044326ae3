import { eventTimes } from '#contract/orders.ts'

/** The last millisecond that an event may have. */
const lastMs = Date.parse(eventTimes.end) - 1

/**
 * When an event happened: at its timestamp, or where it has none just now, but behind all events of its order. So it
 * follows on what the order is, also when the clock stands still or goes back, or when somebody's clock is fast and the last
 * event lies in the future.
 */
export function timeAfter(now: Date, lastEventAt: Date, timestamp: string | undefined): Date {
  if (timestamp !== undefined) return new Date(timestamp)
  return new Date(Math.min(Math.max(now.getTime(), lastEventAt.getTime() + 1), lastMs))
}
