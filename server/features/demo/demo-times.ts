import type { Chance } from './seeded-random.ts'

const dayMs = 86_400_000
const minuteMs = 60_000

/** How much busier or calmer each day of the week is, from Sunday on. */
const weekdays = [1.05, 0.7, 0.75, 0.85, 1, 1.45, 1.5] as const

/** How many of all orders fall on each day: by the day of the week, the season, and chance. The first day comes first. */
export function sharesOfDays(chance: Chance, firstDayMs: number, days: number): number[] {
  const weights = Array.from({ length: days }, (_, day) => {
    const date = new Date(firstDayMs + day * dayMs)
    const isHoliday = date.getUTCMonth() === 11 && date.getUTCDate() >= 24 && date.getUTCDate() <= 26
    const season = 1 + 0.15 * triangle(((date.getUTCMonth() + 6) % 12) / 12)
    return (weekdays[date.getUTCDay()] ?? 1) * season * (isHoliday ? 0.3 : 1) * (0.85 + 0.3 * chance.next())
  })
  const sum = weights.reduce((all, weight) => all + weight, 0)
  return weights.map((weight) => weight / sum)
}

/** When on a day orders come: around lunch and dinner, and some at all hours that the kitchens are open. */
export function timeOfDay(chance: Chance): number {
  const minutes = Math.min(Math.max(someMinute(chance), opensAt), closesAt)
  return Math.round(minutes * minuteMs)
}

const opensAt = 9 * 60
const closesAt = 23 * 60 + 50

function someMinute(chance: Chance): number {
  const kind = chance.next()
  if (kind < 0.36) return chance.around(12 * 60 + 10, 45)
  if (kind < 0.88) return chance.around(18 * 60 + 40, 70)
  return opensAt + chance.next() * (closesAt - opensAt)
}

/** From 0 at the ends to 1 in the middle. */
function triangle(share: number): number {
  return 1 - Math.abs(2 * share - 1)
}
