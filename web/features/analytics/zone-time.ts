const dayMs = 86_400_000

/** The first instant of a day, `2026-11-21`, in a zone: where clocks skip midnight it is the first one after it. */
export function startOfDay(day: string, zone: string): string {
  const midnight = Date.parse(`${day}T00:00:00Z`)
  const format = wallFormat(zone)
  // Clocks may change between the days before and after: one of both offsets is that of the day's begin.
  const starts = [midnight - dayMs, midnight + dayMs]
    .map((at) => midnight - (wallAt(at, format) - at))
    .filter((at) => wallAt(at, format) >= midnight)
  return new Date(Math.min(...starts)).toISOString()
}

/** The day after `day`, or any number of days from it. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10)
}

/** The day that it is in a zone at an instant. */
export function dayOf(at: number, zone: string): string {
  return new Date(wallAt(at, wallFormat(zone))).toISOString().slice(0, 10)
}

/** True for a day of the calendar between those whose bounds are instants that ISO 8601 writes with four digits. */
export function isDay(text: string): boolean {
  const at = Date.parse(`${text}T00:00:00Z`)
  return /^[1-9]\d{3}-\d\d-\d\d$/.test(text) && !Number.isNaN(at) && addDays(text, 0) === text
}

/** True for a zone that this browser knows. */
export function isZone(zone: string): boolean {
  try {
    return wallFormat(zone) !== undefined
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}

function wallFormat(zone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
}

/** What clocks on the wall show, as if it were UTC. */
function wallAt(at: number, format: Intl.DateTimeFormat): number {
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]))
  const part = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? 0
  return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'))
}
