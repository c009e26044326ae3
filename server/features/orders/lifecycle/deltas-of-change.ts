import type { Delta } from '../../analytics/deltas/delta.ts'
import type { Folded, Stay } from './fold-events.ts'

/**
 * By how much the numbers change when an order that had become `before` has become `after`: what is gone counts
 * negative, what is new positive, what stayed the same not at all.
 */
export function deltasOfChange(before: Folded | undefined, after: Folded): Delta[] {
  const was = before?.stays ?? []
  return [
    ...without(was, after.stays).flatMap((stay) => stayDelta(stay, -1)),
    ...without(after.stays, was).flatMap((stay) => stayDelta(stay, 1)),
    ...standingDeltas(before, after),
  ]
}

/** The stays that are not among the others; one that is there twice only when it is among them once. */
function without(stays: readonly Stay[], others: readonly Stay[]): Stay[] {
  const counts = new Map<string, number>()
  for (const key of others.map(stayKey)) counts.set(key, (counts.get(key) ?? 0) + 1)
  return stays.filter((stay) => {
    const key = stayKey(stay)
    const count = counts.get(key) ?? 0
    counts.set(key, count - 1)
    return count <= 0
  })
}

function stayKey({ status, enteredAt, ms }: Stay): string {
  return `${status} ${enteredAt} ${ms}`
}

/** Open stays are counted by the orders that stand in a status. */
function stayDelta({ status, enteredAt, ms }: Stay, change: 1 | -1): Delta[] {
  return ms === null ? [] : [{ kind: 'stay', at: enteredAt, status, ms, change }]
}

function standingDeltas(before: Folded | undefined, after: Folded): Delta[] {
  if (before?.status === after.status && before.standingSince === after.standingSince) return []
  const now: Delta = { kind: 'standing', at: after.standingSince, status: after.status, change: 1 }
  if (before === undefined) return [now]
  return [{ kind: 'standing', at: before.standingSince, status: before.status, change: -1 }, now]
}
