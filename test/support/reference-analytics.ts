import type { Granularity } from '../../contract/analytics.ts'

/** An event as the reference knows it: no more than what was reported. */
export interface ReportedEvent {
  status: number
  /** Milliseconds since 1970. */
  at: number
  forced: boolean
}

/** What a bucket and status must say, recomputed from the events in the plainest way. */
export interface ReferenceDuration {
  stays: number[]
  open: number
}

/** The statuses of the histories that are tested, with how far along each is; 9 is an end. */
const ranks: Readonly<Record<number, number>> = {
  10: 0,
  4: 0,
  20: 1,
  50: 2,
  60: 2,
  70: 3,
  80: 4,
  100: 8,
  90: 9,
  110: 9,
}

/** The closed stays and the open one of an order, by the rules in words: forward or inside a group, nothing out of an end. */
function staysOf(reported: readonly ReportedEvent[]): { status: number; from: number; ms: number | null }[] {
  // The sort is stable, so events of the same instant stay in the order of their arrival.
  const events = [...reported].sort((a, b) => a.at - b.at)
  const counted: ReportedEvent[] = []
  for (const event of events) {
    const last = counted.at(-1)
    if (
      last === undefined ||
      (last.status !== event.status && (event.forced || mayFollow(counted, event.status)))
    )
      counted.push(event)
  }
  return counted.flatMap(({ status, at }, index) => {
    const next = counted[index + 1]
    return ranks[status] === 9 ? [] : [{ status, from: at, ms: next === undefined ? null : next.at - at }]
  })
}

function mayFollow(counted: readonly ReportedEvent[], status: number): boolean {
  const before = counted.findLast((event) => ranks[event.status] !== undefined)
  const rank = before === undefined ? 0 : (ranks[before.status] ?? 0)
  const next = ranks[status]
  if (rank === 9) return false
  if (next === undefined) return true
  return rank === 8 ? next === 9 : next >= rank
}

/** All stays by bucket and status; a bucket is named by what the clock of the zone shows when it begins. */
export function groupStays(
  histories: readonly (readonly ReportedEvent[])[],
  labelOf: (at: number) => string,
): Map<string, ReferenceDuration> {
  const found = new Map<string, ReferenceDuration>()
  for (const { status, from, ms } of histories.flatMap(staysOf)) {
    const key = `${labelOf(from)} ${status}`
    const there = found.get(key) ?? { stays: [], open: 0 }
    if (ms === null) there.open += 1
    else there.stays.push(ms)
    found.set(key, there)
  }
  return found
}

/** Names the bucket that an instant lies in by what a clock and a calendar show; an hour that comes twice has two names. */
export function createLabels(timeZone: string, granularity: Granularity): (at: number) => string {
  const clock = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' })
  const zone = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset', hour: 'numeric' })
  return (at) => {
    const local = clock.format(at)
    switch (granularity) {
      case 'hour':
        return `${local.slice(0, 13)} ${zone.format(at).split('GMT')[1]}`
      case 'day':
        return local.slice(0, 10)
      case 'week': {
        const day = new Date(`${local.slice(0, 10)}T00:00:00Z`)
        day.setUTCDate(day.getUTCDate() - ((day.getUTCDay() + 6) % 7))
        return day.toISOString().slice(0, 10)
      }
      case 'month':
        return local.slice(0, 7)
    }
  }
}

/** The shortest duration that so many percent do not exceed. */
export function nearestRank(durations: readonly number[], percent: number): number {
  const sorted = durations.toSorted((a, b) => a - b)
  return sorted[Math.ceil((percent / 100) * sorted.length - 1e-9) - 1] ?? Number.NaN
}
