import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createFormats } from './format-time.ts'

const second = 1_000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour
const noon = Date.UTC(2026, 2, 29, 12, 0, 5)

test('a duration shows its two largest units and no zero behind them', () => {
  const { duration } = createFormats('en-GB')
  assert.equal(duration(0), '0 secs')
  assert.equal(duration(-5 * second), '0 secs')
  assert.equal(duration(59_999), '59 secs')
  assert.equal(duration(3 * minute + 12 * second), '3 mins 12 secs')
  assert.equal(duration(2 * hour), '2 hrs')
  assert.equal(duration(2 * hour + 59 * second), '2 hrs')
  assert.equal(duration(40 * day + 5 * hour + 59 * minute), '40 days 5 hrs')
})

test('a moment is told in the zone and the locale of the reader', () => {
  assert.equal(createFormats('en-GB', 'UTC').moment(noon, noon), '12:00:05')
  assert.equal(createFormats('fi-FI', 'Europe/Helsinki').moment(noon, noon), '15.00.05')
  assert.equal(createFormats('en-GB', 'Asia/Kathmandu').moment(noon, noon), '17:45:05')
})

test("a moment of another day in the reader's zone carries its date", () => {
  const at = noon - 13 * hour
  assert.equal(createFormats('en-GB', 'Europe/Helsinki').moment(at, noon), '01:00:05')
  assert.equal(createFormats('en-GB', 'UTC').moment(at, noon), '28 Mar 2026, 23:00:05')
})

test('a number is grouped the way the locale groups it', () => {
  assert.equal(createFormats('en-GB').number(1_234_567), '1,234,567')
  assert.equal(createFormats('de-DE').number(1_234_567), '1.234.567')
})

test('a size is told in the largest unit that counts', () => {
  const { bytes } = createFormats('en-GB')
  assert.equal(bytes(0), '0 bytes')
  assert.equal(bytes(1), '1 byte')
  assert.equal(bytes(999), '999 bytes')
  assert.equal(bytes(1_400_000), '1.4 MB')
  assert.equal(bytes(2_147_483_648), '2.1 GB')
})

test('a date carries the time of day in the zone of the reader', () => {
  assert.equal(createFormats('en-GB', 'Europe/Helsinki').date('2026-03-29T12:00:05Z'), '29 Mar 2026, 15:00')
})
