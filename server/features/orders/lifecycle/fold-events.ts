import type { StatusGroup } from '#contract/order-statuses.ts'
import type { EventRefusal } from '#contract/orders.ts'
import { groupAfter, isEndStatus, mayFollow } from './status-table.ts'

/** What the fold has to know of an event. */
export interface LifecycleEvent {
  status: number
  /** When it happened: milliseconds since 1970. */
  at: number
  isForced: boolean
}

/** The time that an order spent in one status, from the event that entered it to the one that left it. */
export interface Stay {
  status: number
  /** Milliseconds since 1970. */
  enteredAt: number
  /** Null while it is not over. */
  ms: number | null
}

/** Whether an event counts, and if not, why. */
export type Verdict = 'applied' | EventRefusal

/** What became of an order: a verdict on each of its events, its status, and its stays. */
export interface Folded {
  verdicts: readonly Verdict[]
  status: number
  group: StatusGroup
  /** When it got its status: milliseconds since 1970. */
  standingSince: number
  stays: readonly Stay[]
}

/**
 * Folds all events of an order, sorted by `at` and then by arrival, into what became of it (spec 4.2). The first one
 * counts in any case; each later one when it is forced or may follow the last that counted.
 */
export function foldEvents(events: readonly LifecycleEvent[]): Folded {
  const [first, ...later] = events
  if (first === undefined) throw new Error('an order has at least one event')
  const verdicts: Verdict[] = ['applied']
  const stays: Stay[] = []
  let { status, at: standingSince } = first
  let group = groupAfter(undefined, status)
  for (const event of later) {
    const verdict = judge(event, status, group)
    verdicts.push(verdict)
    if (verdict !== 'applied') continue
    stays.push(...closedStay(status, standingSince, event.at))
    group = groupAfter(group, event.status)
    status = event.status
    standingSince = event.at
  }
  if (!isEndStatus(status)) stays.push({ status, enteredAt: standingSince, ms: null })
  return { verdicts, status, group, standingSince, stays }
}

function judge(event: LifecycleEvent, status: number, group: StatusGroup): Verdict {
  // Also when it is forced: the same status again adds nothing.
  if (event.status === status) return 'repeated'
  if (event.isForced || mayFollow(group, event.status)) return 'applied'
  return 'transition-not-allowed'
}

/** End statuses have no stay, also where a forced event leads out of one. */
function closedStay(status: number, enteredAt: number, leftAt: number): Stay[] {
  return isEndStatus(status) ? [] : [{ status, enteredAt, ms: leftAt - enteredAt }]
}
