/** Writes times, durations and numbers the way one person reads them: in their zone and their locale. */
export interface Formats {
  /** The time of day, with seconds; with the date when `at` is on another day than `now`. */
  moment(at: number, now: number): string
  /** The two largest units of a duration that count: "3 min 12 sec", "2 days 4 hr". */
  duration(ms: number): string
  number(value: number): string
}

const units = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const

/** Formats for a locale and a time zone; without them, for those of the machine. */
export function createFormats(locale?: string, timeZone?: string): Formats {
  const zone = timeZone === undefined ? {} : { timeZone }
  const time = new Intl.DateTimeFormat(locale, { ...zone, timeStyle: 'medium' })
  const dateAndTime = new Intl.DateTimeFormat(locale, { ...zone, dateStyle: 'medium', timeStyle: 'medium' })
  const day = new Intl.DateTimeFormat('en-CA', { ...zone, dateStyle: 'short' })
  const number = new Intl.NumberFormat(locale)
  return {
    moment: (at, now) => (day.format(at) === day.format(now) ? time : dateAndTime).format(at),
    duration: (ms) =>
      largestUnits(ms)
        .map(([unit, value]) =>
          new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short' }).format(value),
        )
        .join(' '),
    number: (value) => number.format(value),
  }
}

/** A duration's largest unit and the one below it, without a zero behind. */
function largestUnits(ms: number): [unit: string, value: number][] {
  let rest = Math.max(0, Math.floor(ms / 1_000))
  const split = units.map(([unit, seconds]): [string, number] => {
    const value = Math.floor(rest / seconds)
    rest -= value * seconds
    return [unit, value]
  })
  const first = split.findIndex(([, value]) => value > 0)
  if (first === -1) return split.slice(-1)
  return split.slice(first, first + 2).filter(([, value]) => value > 0)
}
