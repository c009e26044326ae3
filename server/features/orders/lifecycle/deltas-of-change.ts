import type { Delta } from '../../analytics/deltas/delta.ts'
import type { Folded, Stay } from './fold-events.ts'

/**
 * By how much the numbers change when an order that had become `before` has become `after`: what is gone counts
 * negative, what is new positive, what stayed the same not at all.
 */
export function deltasOfChange(before: Folded | undefined, after: Folded): Delta[] {
  const gone = before === undefined ? [] : before.stays.map(stayKey)
  const deltas: Delta[] = []
  const fresh = [...after.stays]
  for (const [index, key] of gone.entries()) {
    const same = fresh.findIndex((stay) => stayKey(stay) === key)
    const stay = before?.stays[index]
    if (same >= 0) fresh.splice(same, 1)
    else if (stay !== undefined) deltas.push(...stayDelta(stay, -1))
  }
  deltas.push(...fresh.flatMap((stay) => stayDelta(stay, 1)))
  return [...deltas, ...standingDeltas(before, after)]
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
