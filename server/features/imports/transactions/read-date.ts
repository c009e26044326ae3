import type { Cell } from '../../../platform/csv/cell.ts'

const T = 0x54
const Z = 0x5a
const SPACE = 0x20
const PLUS = 0x2b
const MINUS = 0x2d
const POINT = 0x2e
const COLON = 0x3a
const ZERO = 0x30

/** As long as an ISO 8601 instant with milliseconds: `2024-01-31T12:30:00.000Z`. */
const instantLength = 24
const midnight = Buffer.from('T00:00:00.000Z')
const minuteMs = 60_000

/** Room for an instant as ISO 8601 text in UTC. */
export function emptyInstant(): Cell {
  return { bytes: Buffer.alloc(instantLength), start: 0, end: instantLength }
}

/**
 * Reads the cell into `instant`, as ISO 8601 text in UTC with milliseconds; false when it is no date
 * (docs/csv-rules.md, "Transaction files").
 */
export function readDate(cell: Cell, instant: Cell): boolean {
  const { bytes, start, end } = cell
  if (!isRealDay(bytes, start, end)) return false
  copy(bytes, start, 10, instant.bytes, 0)
  copy(midnight, 0, midnight.length, instant.bytes, 10)
  if (end - start === 10) return true
  const time = start + 10
  if (bytes[time] !== T && bytes[time] !== SPACE) return false
  const zone = readTime(bytes, time + 1, end, instant.bytes)
  return zone > 0 && (zone === end || moveToUtc(bytes, zone, end, instant))
}

/** True when `YYYY-MM-DD` stands at `start` and is a day of the calendar, in the years 0001 to 9999. */
function isRealDay(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < 10 || bytes[start + 4] !== MINUS || bytes[start + 7] !== MINUS) return false
  const year = twoDigits(bytes, start) * 100 + twoDigits(bytes, start + 2)
  const month = twoDigits(bytes, start + 5)
  const day = twoDigits(bytes, start + 8)
  return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysOf(year, month)
}

function daysOf(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

/** Copies `HH:MM`, and seconds with a fraction where they stand, to their places; where the offset is due, or -1. */
function readTime(bytes: Uint8Array, from: number, end: number, instant: Uint8Array): number {
  if (end - from < 5 || bytes[from + 2] !== COLON) return -1
  if (!isWithin(twoDigits(bytes, from), 23) || !isWithin(twoDigits(bytes, from + 3), 59)) return -1
  copy(bytes, from, 5, instant, 11)
  if (bytes[from + 5] !== COLON || from + 5 >= end) return from + 5
  if (end - from < 8 || !isWithin(twoDigits(bytes, from + 6), 59)) return -1
  copy(bytes, from + 6, 2, instant, 17)
  if (bytes[from + 8] !== POINT || from + 8 >= end) return from + 8
  let i = from + 9
  for (; i < end && isDigit(bytes[i]); i++) {
    // What is finer than a millisecond is dropped: rounding up could end in another year.
    if (i < from + 12) instant[i - from - 9 + 20] = bytes[i]
  }
  return i > from + 9 ? i : -1
}

/** Reads the offset at `from`: `Z`, `+02`, `+0200` or `+02:00`. False when it is none, or leads out of the years 0001 to 9999. */
function moveToUtc(bytes: Uint8Array, from: number, end: number, instant: Cell): boolean {
  if (bytes[from] === Z) return end === from + 1
  if (bytes[from] !== PLUS && bytes[from] !== MINUS) return false
  const minutes = readOffsetMinutes(bytes, from + 1, end)
  if (Number.isNaN(minutes)) return false
  const offsetMs = (bytes[from] === PLUS ? minutes : -minutes) * minuteMs
  const text = new Date(Date.parse(latin1(instant)) - offsetMs).toISOString()
  // Other years are written with a sign, or as year 0.
  if (text.length !== instantLength || text.startsWith('0000')) return false
  copy(Buffer.from(text), 0, instantLength, instant.bytes, 0)
  return true
}

/** The minutes that `HH`, `HHMM` or `HH:MM` come to, or NaN. */
function readOffsetMinutes(bytes: Uint8Array, from: number, end: number): number {
  if (end - from < 2 || !isWithin(twoDigits(bytes, from), 23)) return Number.NaN
  const hourMinutes = twoDigits(bytes, from) * 60
  if (end === from + 2) return hourMinutes
  const at = bytes[from + 2] === COLON ? from + 3 : from + 2
  const isWhole = end === at + 2 && isWithin(twoDigits(bytes, at), 59)
  return isWhole ? hourMinutes + twoDigits(bytes, at) : Number.NaN
}

/** The number that two digits make, or NaN. */
function twoDigits(bytes: Uint8Array, at: number): number {
  if (!isDigit(bytes[at]) || !isDigit(bytes[at + 1])) return Number.NaN
  return (bytes[at] - ZERO) * 10 + bytes[at + 1] - ZERO
}

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte < ZERO + 10
}

/** False for NaN too. */
function isWithin(value: number, max: number): boolean {
  return value >= 0 && value <= max
}

/** Byte by byte: cutting out a piece of the bytes first takes longer than so short a piece is worth. */
function copy(from: Uint8Array, start: number, count: number, to: Uint8Array, at: number): void {
  for (let i = 0; i < count; i++) to[at + i] = from[start + i]
}

function latin1({ bytes }: Cell): string {
  return String.fromCharCode(...bytes)
}
