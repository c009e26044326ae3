import type { Month } from './archive-queries.ts'

/** The form of a month. */
export const lastMonth = /^\d{4}-(0[1-9]|1[0-2])$/

/** The month of an instant in UTC, as 2024-03. */
export function monthOf(instant: Date): string {
  return instant.toISOString().slice(0, 7)
}

/** The month so many before this one. */
export function monthBefore(month: string, count: number): string {
  const [year, number] = month.split('-').map(Number)
  return monthOf(new Date(Date.UTC(year ?? 0, (number ?? 1) - 1 - count, 1)))
}

/** Where a month begins and ends. */
export function stretchOf(name: string): Month {
  return {
    name,
    from: new Date(`${name}-01T00:00:00Z`),
    to: new Date(`${monthBefore(name, -1)}-01T00:00:00Z`),
  }
}
