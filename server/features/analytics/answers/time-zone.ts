/** A time zone of the data that comes with Node. */
export interface TimeZone {
  /** As it was asked for, in the usual letter case. */
  name: string
  /** By how much its clocks are ahead of UTC at an instant: milliseconds, both of them. */
  offsetAt(instant: number): number
}

/** A stretch of time in which the clocks of a zone are ahead of UTC by the same; it lasts until the next one starts. */
export interface Stretch {
  /** The instant of the change; -Infinity for the first one. */
  start: number
  offset: number
}

/** The zone with this IANA name or alias, in any letter case; undefined when there is none. */
export function findTimeZone(name: string): TimeZone | undefined {
  // An offset such as +02:00 is no zone: it has no rules and no name.
  if (/^[+-]/.test(name)) return undefined
  let resolved: string
  try {
    resolved = new Intl.DateTimeFormat('en-US', { timeZone: name }).resolvedOptions().timeZone
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
  const format = formatOf(resolved)
  return { name: usualName(name, resolved), offsetAt: (instant) => readOffset(format.format(instant)) }
}

/**
 * How far the clocks of a zone are ahead from `from` to `to`, in milliseconds since 1970. It looks every three days: no
 * zone changed twice within six, and where changes lie closer the first of them is found.
 */
export function stretchesOf({ offsetAt }: TimeZone, from: number, to: number): Stretch[] {
  let at = Math.floor(from / stepMs) * stepMs
  let offset = offsetAt(at)
  const stretches: Stretch[] = [{ start: Number.NEGATIVE_INFINITY, offset }]
  while (at < to) {
    const next = at + stepMs
    if (offsetAt(next) === offset) {
      at = next
      continue
    }
    at = findChange(offsetAt, at, next)
    offset = offsetAt(at)
    stretches.push({ start: at, offset })
  }
  return stretches
}

const stepMs = 3 * 86_400_000

/** The first second after `before` at which the clocks show something else. */
function findChange(offsetAt: TimeZone['offsetAt'], before: number, behind: number): number {
  const offset = offsetAt(before)
  let same = before
  let other = behind
  while (other - same > 1_000) {
    const middle = same + Math.floor((other - same) / 2_000) * 1_000
    if (offsetAt(middle) === offset) same = middle
    else other = middle
  }
  return other
}

/** Making one takes a hundred times as long as using it. There are no more than Node knows zones. */
const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone)
  if (known !== undefined) return known
  const made = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset', year: 'numeric' })
  formats.set(timeZone, made)
  return made
}

/** Reads `1843, GMT+01:39:49`; nothing behind GMT is UTC itself. */
function readOffset(text: string): number {
  const found = /GMT(?:([+-])(\d{2}):(\d{2})(?::(\d{2}))?)?$/.exec(text)
  if (found === null) throw new Error(`the offset of a time zone was written as ${text}`)
  const [, sign, hours = '0', minutes = '0', seconds = '0'] = found
  const ms = (Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds)) * 1_000
  return sign === '-' ? -ms : ms
}

/** Intl knows some zones by an older name only (Asia/Calcutta): whoever asked by the newer one gets that back. */
function usualName(asked: string, resolved: string): string {
  if (asked.toLowerCase() === resolved.toLowerCase()) return resolved
  return asked
}
