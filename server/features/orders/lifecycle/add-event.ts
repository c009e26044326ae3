import type { StatusGroup } from '#contract/order-statuses.ts'
import { type Folded, foldEvents, type LifecycleEvent, type Verdict } from './fold-events.ts'

/** What an event does that is added to an order. */
export interface Added {
  /** What was folded before; undefined for the first event of an order. */
  before: Folded | undefined
  after: Folded
  verdict: Verdict
  /** What the order was when the event came: for the first one nothing. */
  standing: { status: number; group: StatusGroup } | undefined
  /** The events whose verdict is another one now, by their places before the event was added. */
  rejudged: { index: number; verdict: Verdict }[]
}

/** Adds an event, as the last that arrived, to those of an order, which are sorted by `at` and then by arrival. */
export function addEvent(events: readonly LifecycleEvent[], event: LifecycleEvent): Added {
  const behind = events.findIndex(({ at }) => at > event.at)
  const place = behind < 0 ? events.length : behind
  const earlier = events.slice(0, place)
  const before = events.length === 0 ? undefined : foldEvents(events)
  const after = foldEvents([...earlier, event, ...events.slice(place)])
  const verdicts = after.verdicts.toSpliced(place, 1)
  return {
    before,
    after,
    verdict: after.verdicts[place] ?? 'applied',
    standing: standingAfter(earlier),
    rejudged: verdicts.flatMap((verdict, index) =>
      verdict === before?.verdicts[index] ? [] : [{ index, verdict }],
    ),
  }
}

function standingAfter(events: readonly LifecycleEvent[]): Added['standing'] {
  if (events.length === 0) return undefined
  const { status, group } = foldEvents(events)
  return { status, group }
}
