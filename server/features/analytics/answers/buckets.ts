import { baseMs, type Granularity } from '#contract/analytics.ts'
import { type Stretch, stretchesOf, type TimeZone } from './time-zone.ts'

/** A range of time, in milliseconds since 1970; `to` is the first instant behind it. */
export interface Range {
  from: number
  to: number
}

/** The buckets that a range touches: one begins where the one before ends, the last one ends at `to`. */
export interface Buckets extends Range {
  starts: number[]
  /** True when the range cut its first or its last bucket. */
  widened: boolean
}

/** The range of each bucket. */
export function rangesOf({ starts, to }: Buckets): Range[] {
  return starts.map((from, index) => ({ from, to: starts[index + 1] ?? to }))
}

const hourMs = 3_600_000
const dayMs = 24 * hourMs

/** More than any bucket lasts, however the clocks are changed meanwhile. */
export const longestMs: Readonly<Record<Granularity, number>> = {
  hour: 2 * hourMs,
  day: 3 * dayMs,
  week: 10 * dayMs,
  month: 34 * dayMs,
}

/**
 * Cuts a range into the hours, days, ISO weeks or months of a zone, whole ones alone.
 *
 * A day begins when the clocks first show its date, so it may have 23, 24.5 or 25 hours, and a date that they skip has no
 * day. An hour is one of the clocks' hours: where they are put back, the hour that comes again is another bucket, and
 * an hour that a change cuts is as short as it was.
 */
export function bucketsOf({ from, to }: Range, granularity: Granularity, zone: TimeZone): Buckets {
  if (from === to) return { from, to, starts: [], widened: false }
  const margin = longestMs[granularity]
  const around = { from: from - margin, to: to + margin }
  const stretches = stretchesOf(zone, around.from, around.to)
  const bounds =
    granularity === 'hour' ? hourBounds(stretches, around) : dateBounds(stretches, around, granularity)
  const aligned = [...new Set(bounds.map(align))]
  const first = aligned.findLastIndex((bound) => bound <= from)
  const last = aligned.findIndex((bound) => bound >= to)
  const [start, end] = [aligned[first], aligned[last]]
  if (start === undefined || end === undefined) throw new Error('the buckets do not reach around their range')
  return { from: start, to: end, starts: aligned.slice(first, last), widened: start !== from || end !== to }
}

/**
 * Everything is counted per quarter of an hour. A few clocks of the past were changed one minute after midnight, or went
 * by odd minutes (Monrovia until 1972, Kiritimati until 1979): such a bound counts as that of its quarter.
 */
function align(bound: number): number {
  return bound < 0 ? bound : Math.floor(bound / baseMs) * baseMs
}

/** Where the clocks show a whole hour, and where they are changed. */
function hourBounds(stretches: readonly Stretch[], { from, to }: Range): number[] {
  return stretches.flatMap(({ start, offset }, index) => {
    const begin = Math.max(start, from)
    const end = Math.min(stretches[index + 1]?.start ?? to, to)
    const bounds = start > from && start < to ? [start] : []
    const firstHour = Math.ceil((begin + offset) / hourMs) * hourMs - offset
    for (let hour = firstHour; hour < end; hour += hourMs) if (hour !== start) bounds.push(hour)
    return bounds
  })
}

/** Where the clocks first show the first day of each day, week or month. */
function dateBounds(
  stretches: readonly Stretch[],
  { from, to }: Range,
  granularity: Exclude<Granularity, 'hour'>,
): number[] {
  const bounds: number[] = []
  let index = 0
  let date = firstDate(from + (stretches[0]?.offset ?? 0), granularity)
  for (;;) {
    // The clocks of a stretch never show midnight of this date when they are changed before.
    while (endOf(stretches, index) <= date - offsetOf(stretches, index)) index += 1
    const bound = Math.max(stretches[index]?.start ?? 0, date - offsetOf(stretches, index))
    bounds.push(bound)
    if (bound >= to) return bounds
    date = nextDate(date, granularity)
  }
}

function endOf(stretches: readonly Stretch[], index: number): number {
  return stretches[index + 1]?.start ?? Number.POSITIVE_INFINITY
}

function offsetOf(stretches: readonly Stretch[], index: number): number {
  return stretches[index]?.offset ?? 0
}

/** Midnight of the first day of the day, week or month that a local time lies in; local times are written as if in UTC. */
function firstDate(local: number, granularity: Exclude<Granularity, 'hour'>): number {
  const day = Math.floor(local / dayMs) * dayMs
  const date = new Date(day)
  switch (granularity) {
    case 'day':
      return day
    case 'week':
      return day - ((date.getUTCDay() + 6) % 7) * dayMs
    case 'month':
      return date.setUTCDate(1)
  }
}

function nextDate(date: number, granularity: Exclude<Granularity, 'hour'>): number {
  if (granularity === 'day') return date + dayMs
  if (granularity === 'week') return date + 7 * dayMs
  const month = new Date(date)
  return month.setUTCMonth(month.getUTCMonth() + 1)
}
