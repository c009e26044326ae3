import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bucketWords, lastDays, presets, readRange, toQuery } from './range.ts'

const now = Date.parse('2026-11-21T22:30:00Z')
const zone = 'Europe/Helsinki'

test("an address that says nothing means the last seven days in the person's zone", () => {
  assert.deepEqual(readRange({}, now, zone), {
    from: '2026-11-16',
    to: '2026-11-22',
    granularity: 'day',
    timezone: zone,
  })
})

test('what an address says is taken, and what is none of its kind is not', () => {
  const search = { from: '2026-01-01', to: '2026-03-31', granularity: 'week', timezone: 'Asia/Kolkata' }
  assert.deepEqual(readRange(search, now, zone), search)
  const wrong = { from: '2026-02-30', to: 'x', granularity: 'toString', timezone: 'Mars/Olympus' }
  assert.deepEqual(readRange(wrong, now, zone), readRange({}, now, zone))
})

test('the server is asked for whole days of the zone, the last one with all its hours', () => {
  const range = { from: '2026-03-29', to: '2026-03-29', granularity: 'hour', timezone: zone } as const
  assert.deepEqual(toQuery(range), {
    from: '2026-03-28T22:00:00.000Z',
    to: '2026-03-29T21:00:00.000Z',
    granularity: 'hour',
    timezone: zone,
  })
})

test('the presets end today', () => {
  const range = readRange({}, now, zone)
  assert.deepEqual(
    presets.map((preset) => lastDays(range, preset, now)).map(({ from, to }) => [from, to]),
    [
      ['2026-11-22', '2026-11-22'],
      ['2026-11-16', '2026-11-22'],
      ['2026-10-24', '2026-11-22'],
      ['2025-11-23', '2026-11-22'],
    ],
  )
})

test('a bucket is called by its day in its zone', () => {
  const range = readRange({}, now, zone)
  const words = (granularity: 'day' | 'week' | 'month') =>
    bucketWords({ ...range, granularity }, 'en-GB')('2026-10-31T22:00:00.000Z')
  assert.equal(words('day'), 'Sun, 1 Nov 2026')
  assert.equal(words('week'), 'Week of 1 Nov 2026')
  assert.equal(words('month'), 'November 2026')
})
