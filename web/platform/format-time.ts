/** Writes times, durations and numbers the way one person reads them: in their zone and their locale. */
export interface Formats {
  /** The time of day, with seconds; with the date when `at` is on another day than `now`. */
  moment(at: number, now: number): string
  /** The two largest units of a duration that count: "3 min 12 sec", "2 days 4 hr". */
  duration(ms: number): string
  number(value: number): string
  /** Date and time of day, without seconds. */
  date(at: string): string
  /** Date and time of day, with seconds. */
  instant(at: string): string
  /** A size in the largest unit that counts: "1.4 MB". */
  bytes(value: number): string
}

const sizes = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const

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
  const shortDate = new Intl.DateTimeFormat(locale, { ...zone, dateStyle: 'medium', timeStyle: 'short' })
  return {
    moment: (at, now) => (day.format(at) === day.format(now) ? time : dateAndTime).format(at),
    duration: (ms) =>
      largestUnits(ms)
        .map(([unit, value]) =>
          new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short' }).format(value),
        )
        .join(' '),
    number: (value) => number.format(value),
    date: (at) => shortDate.format(new Date(at)),
    instant: (at) => dateAndTime.format(new Date(at)),
    bytes: (value) => formatBytes(value, locale),
  }
}

function formatBytes(value: number, locale: string | undefined): string {
  const power = value < 1 ? 0 : Math.min(sizes.length - 1, Math.floor(Math.log10(value) / 3))
  const format = new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: sizes[power] ?? 'byte',
    unitDisplay: power === 0 ? 'long' : 'short',
    maximumFractionDigits: power === 0 ? 0 : 1,
  })
  return format.format(value / 1_000 ** power)
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
