import type { StatusGroup } from '#contract/order-statuses.ts'
import type { ArchivedEvent } from '../orders/archived/archived-events.ts'
import { type Folded, foldEvents, type Verdict } from '../orders/lifecycle/fold-events.ts'
import type { Difference } from './reconciliation.ts'

/** What the row of an order says of its events; times in milliseconds since 1970. */
export interface OrderRow {
  id: number
  status: number
  group: string
  firstEventAt: number
  lastEventAt: number
}

/** What an order is by its events, and where its row or the verdicts on its events say otherwise. */
export interface RecomputedOrder {
  folded: Folded
  row: OrderRow & { group: StatusGroup }
  isRowWrong: boolean
  wrongEvents: readonly { id: number; verdict: Verdict }[]
  differences: readonly Difference[]
}

/** Folds the events of an order, of which there is at least one, sorted by `at` and then by arrival. */
export function recomputeOrder(stored: OrderRow, events: readonly ArchivedEvent[]): RecomputedOrder {
  const folded = foldEvents(events)
  const row = {
    id: stored.id,
    status: folded.status,
    group: folded.group,
    firstEventAt: events[0]?.at ?? 0,
    lastEventAt: events.at(-1)?.at ?? 0,
  }
  const wrongEvents = events.flatMap(({ id, refusal }, index) => {
    const stored: Verdict = refusal ?? 'applied'
    const verdict = folded.verdicts[index] ?? 'applied'
    return verdict === stored ? [] : [{ id, stored, verdict }]
  })
  const isRowWrong = !isSame(stored, row)
  return {
    folded,
    row,
    isRowWrong,
    wrongEvents,
    differences: [
      ...(isRowWrong ? [rowDifference(stored, row)] : []),
      ...wrongEvents.map((event) => eventDifference(stored.id, event)),
    ],
  }
}

function isSame(a: OrderRow, b: OrderRow): boolean {
  return (
    a.status === b.status &&
    a.group === b.group &&
    a.firstEventAt === b.firstEventAt &&
    a.lastEventAt === b.lastEventAt
  )
}

function rowDifference({ id, ...stored }: OrderRow, { id: _, ...recomputed }: OrderRow): Difference {
  return { table: 'orders', key: { id }, stored: show(stored), recomputed: show(recomputed) }
}

function show({ firstEventAt, lastEventAt, ...rest }: Omit<OrderRow, 'id'>): Record<string, unknown> {
  return {
    ...rest,
    firstEventAt: new Date(firstEventAt).toISOString(),
    lastEventAt: new Date(lastEventAt).toISOString(),
  }
}

function eventDifference(
  orderId: number,
  { id, stored, verdict }: { id: number; stored: Verdict; verdict: Verdict },
): Difference {
  return {
    table: 'order_events',
    key: { orderId, id },
    stored: { verdict: stored },
    recomputed: { verdict },
  }
}
