import type { Granularity, RangeQuery } from '#contract/analytics.ts'
import { addDays, dayOf, isDay, isZone, startOfDay } from './zone-time.ts'

/** A range of whole days, both counted in, in a zone. */
export interface DayRange {
  from: string
  to: string
  granularity: Granularity
  timezone: string
}

/** Ranges that people ask for most, by how many days back they begin. */
export const presets = [
  { words: 'Today', days: 1, granularity: 'hour' },
  { words: '7 days', days: 7, granularity: 'day' },
  { words: '30 days', days: 30, granularity: 'day' },
  { words: '12 months', days: 365, granularity: 'month' },
] as const satisfies readonly { words: string; days: number; granularity: Granularity }[]

export const granularityWords: Record<Granularity, string> = {
  hour: 'Hour',
  day: 'Day',
  week: 'Week',
  month: 'Month',
}

/** The range that an address names; what it does not say, or says wrongly, is the last seven days in the person's zone. */
export function readRange(
  search: Readonly<Record<string, string | undefined>>,
  now: number,
  ownZone: string,
): DayRange {
  const { from = '', to = '', granularity = '', timezone = '' } = search
  const zone = isZone(timezone) ? timezone : ownZone
  const lastDay = isDay(to) ? to : dayOf(now, zone)
  return {
    from: isDay(from) ? from : addDays(lastDay, -6),
    to: lastDay,
    granularity: isGranularity(granularity) ? granularity : 'day',
    timezone: zone,
  }
}

/** The last days up to today, in the zone of `range`. */
export function lastDays(
  range: DayRange,
  { days, granularity }: (typeof presets)[number],
  now: number,
): DayRange {
  const today = dayOf(now, range.timezone)
  return { ...range, from: addDays(today, 1 - days), to: today, granularity }
}

/** What the server is asked: from the first instant of the first day to that behind the last. */
export function toQuery({ from, to, granularity, timezone }: DayRange): RangeQuery {
  return {
    from: startOfDay(from, timezone),
    to: startOfDay(addDays(to, 1), timezone),
    granularity,
    timezone,
  }
}

/** What people call a bucket, by where it begins. */
export function bucketWords({ granularity, timezone }: DayRange, locale?: string): (start: string) => string {
  const format = new Intl.DateTimeFormat(locale, { timeZone: timezone, ...bucketFormats[granularity] })
  const prefix = granularity === 'week' ? 'Week of ' : ''
  return (start) => `${prefix}${format.format(new Date(start))}`
}

const bucketFormats: Record<Granularity, Intl.DateTimeFormatOptions> = {
  hour: { dateStyle: 'medium', timeStyle: 'short' },
  day: { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' },
  week: { day: 'numeric', month: 'short', year: 'numeric' },
  month: { month: 'long', year: 'numeric' },
}

function isGranularity(text: string): text is Granularity {
  return Object.hasOwn(granularityWords, text)
}
