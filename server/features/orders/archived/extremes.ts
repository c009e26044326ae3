import { baseMs } from '#contract/analytics.ts'
import { foldEvents, type LifecycleEvent } from '../lifecycle/fold-events.ts'

/** The shortest and the longest closed stay in a status of those that began in a quarter of an hour. */
export interface Extreme {
  /** The first instant of the quarter: milliseconds since 1970. */
  start: number
  status: number
  minMs: number
  maxMs: number
}

/** The extremes of the closed stays of some orders, each given as its events by `at` and then by arrival. */
export function extremesOf(orders: Iterable<readonly LifecycleEvent[]>): Extreme[] {
  const extremes = new Map<string, Extreme>()
  for (const events of orders)
    for (const { status, enteredAt, ms } of foldEvents(events).stays)
      if (ms !== null) widen(extremes, { start: quarterOf(enteredAt), status, minMs: ms, maxMs: ms })
  return [...extremes.values()]
}

/** Names the quarter and the status. */
export function extremeKey({ start, status }: Pick<Extreme, 'start' | 'status'>): string {
  return `${start} ${status}`
}

function widen(extremes: Map<string, Extreme>, fresh: Extreme): void {
  const key = extremeKey(fresh)
  const known = extremes.get(key)
  extremes.set(key, {
    ...fresh,
    minMs: Math.min(known?.minMs ?? fresh.minMs, fresh.minMs),
    maxMs: Math.max(known?.maxMs ?? fresh.maxMs, fresh.maxMs),
  })
}

function quarterOf(instant: number): number {
  return Math.floor(instant / baseMs) * baseMs
}
