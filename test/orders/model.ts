/** The groups in their order, by the codes that are in them; the last two are ends. Written apart from Docket's own table. */
const groups = [
  ...[[4, 1, 2, 3, 5, 6, 7, 10, 25], [20, 40], [50, 60], [70]],
  ...[[80, 81, 83, 84, 85, 87, 89], [100], [90, 95], [30, 35, 110, 115, 120, 121, 124]],
]
const cancelling = 5

/** What somebody says of an order: since when it has which status. */
export interface Told {
  status: number
  at: number
  isForced: boolean
}

export type Verdict = 'applied' | 'repeated' | 'refused'

/** The time in one status; no end while it is not over. */
export interface ModelStay {
  status: number
  start: number
  ms: number | undefined
}

/** What has become of an order. */
export interface ModelState {
  verdicts: Verdict[]
  status: number
  stays: ModelStay[]
}

/** An order as Docket must keep it: everything that was told of it, by time and then by arrival. */
export interface ModelOrder {
  events: Told[]
  /** Told without a time, an event that changes nothing is not kept. */
  tell(told: Told, isTimed: boolean): Verdict
  state(): ModelState
}

/** Makes an order that is told everything from the beginning whenever somebody asks. */
export function createOrder(first: Told): ModelOrder {
  const events = [first]
  return {
    events,
    tell(told, isTimed) {
      const known = events.findIndex((event) => isSame(event, told))
      if (known >= 0) return replay(events).verdicts[known] ?? 'refused'
      const place = events.filter(({ at }) => at <= told.at).length
      events.splice(place, 0, told)
      const verdict = replay(events).verdicts[place] ?? 'refused'
      if (verdict === 'repeated' && !isTimed) events.splice(place, 1)
      return verdict
    },
    state: () => replay(events),
  }
}

function replay(events: readonly Told[]): ModelState {
  const verdicts: Verdict[] = []
  const entered: Told[] = []
  let group = 0
  for (const event of events) {
    const last = entered.at(-1)
    const verdict = last === undefined ? 'applied' : judge(last.status, group, event)
    verdicts.push(verdict)
    if (verdict !== 'applied') continue
    entered.push(event)
    const known = groupOf(event.status)
    if (known >= 0) group = known
  }
  return { verdicts, status: entered.at(-1)?.status ?? 0, stays: listStays(entered) }
}

function judge(status: number, group: number, event: Told): Verdict {
  if (event.status === status) return 'repeated'
  if (event.isForced) return 'applied'
  const next = groupOf(event.status)
  if (group > cancelling) return 'refused'
  if (next < 0 || next > cancelling) return 'applied'
  return group < cancelling && next >= group ? 'applied' : 'refused'
}

/** One from each event that counts to the next one; none in an end. */
function listStays(entered: readonly Told[]): ModelStay[] {
  return entered.flatMap(({ status, at }, index) => {
    const left = entered[index + 1]
    return groupOf(status) > cancelling ? [] : [{ status, start: at, ms: left && left.at - at }]
  })
}

function groupOf(status: number): number {
  return groups.findIndex((codes) => codes.includes(status))
}

function isSame(one: Told, other: Told): boolean {
  return one.status === other.status && one.at === other.at && one.isForced === other.isForced
}

/** The duration that `percent` of these do not exceed, at the nearest rank. */
export function exactPercentile(durations: readonly number[], percent: number): number {
  const sorted = durations.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil((sorted.length * percent) / 100) - 1)] ?? Number.NaN
}
