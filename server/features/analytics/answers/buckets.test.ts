import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { baseMs, type Granularity, granularities } from '#contract/analytics.ts'
import { type Buckets, bucketsOf, rangesOf } from './buckets.ts'
import { findTimeZone, type TimeZone } from './time-zone.ts'

const twelve = [
  'Europe/Helsinki',
  'America/New_York',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'Africa/Casablanca',
  'America/St_Johns',
  'Pacific/Chatham',
  'America/Sao_Paulo',
  'UTC',
  'Pacific/Kiritimati',
]
const all = [...new Set([...twelve, ...Intl.supportedValuesOf('timeZone')])]

const hourMs = 3_600_000
const dayMs = 24 * hourMs

function zoneOf(name: string): TimeZone {
  const zone = findTimeZone(name)
  assert.ok(zone, name)
  return zone
}

function cut(name: string, granularity: Granularity, from: string, to: string): Buckets {
  return bucketsOf({ from: Date.parse(from), to: Date.parse(to) }, granularity, zoneOf(name))
}

function lengths(buckets: Buckets): number[] {
  return rangesOf(buckets).map(({ from, to }) => (to - from) / hourMs)
}

/** The starts as the clocks of the zone show them. */
function shown(name: string, { starts }: Buckets): string[] {
  const zone = zoneOf(name)
  return starts.map((start) => new Date(start + zone.offsetAt(start)).toISOString().slice(0, 16))
}

describe('days', () => {
  test('have 23 and 25 hours where the clocks are changed', () => {
    const march = cut('Europe/Helsinki', 'day', '2026-03-28T22:00:00Z', '2026-03-30T21:00:00Z')
    assert.deepEqual(lengths(march), [23, 24])
    assert.equal(march.widened, false)
    const october = cut('Europe/Helsinki', 'day', '2026-10-24T21:00:00Z', '2026-10-25T22:00:00Z')
    assert.deepEqual(lengths(october), [25])
    assert.deepEqual(
      lengths(cut('America/New_York', 'day', '2026-03-08T12:00:00Z', '2026-03-08T13:00:00Z')),
      [23],
    )
  })

  test('have 23.5 and 24.5 hours on Lord Howe', () => {
    assert.deepEqual(
      lengths(cut('Australia/Lord_Howe', 'day', '2026-04-04T20:00:00Z', '2026-04-04T21:00:00Z')),
      [24.5],
    )
    assert.deepEqual(
      lengths(cut('Australia/Lord_Howe', 'day', '2026-10-03T20:00:00Z', '2026-10-03T21:00:00Z')),
      [23.5],
    )
  })

  test('that a zone skipped are not there', () => {
    const apia = cut('Pacific/Apia', 'day', '2011-12-28T10:00:00Z', '2012-01-01T10:00:00Z')
    assert.deepEqual(shown('Pacific/Apia', apia), [
      '2011-12-28T00:00',
      '2011-12-29T00:00',
      '2011-12-31T00:00',
      '2012-01-01T00:00',
    ])
    assert.deepEqual(lengths(apia), [24, 24, 24, 24])
    const kiritimati = cut('Pacific/Kiritimati', 'day', '1994-12-30T12:00:00Z', '1995-01-01T10:00:00Z')
    assert.deepEqual(shown('Pacific/Kiritimati', kiritimati), ['1994-12-30T00:00', '1995-01-01T00:00'])
  })

  test('begin at one o’clock where midnight is skipped, and the day before has 25 hours where it comes twice', () => {
    const november = cut('America/Sao_Paulo', 'day', '2018-11-03T12:00:00Z', '2018-11-04T12:00:00Z')
    assert.deepEqual(shown('America/Sao_Paulo', november), ['2018-11-03T00:00', '2018-11-04T01:00'])
    assert.deepEqual(lengths(november), [24, 23])
    const february = cut('America/Sao_Paulo', 'day', '2019-02-16T12:00:00Z', '2019-02-17T12:00:00Z')
    assert.deepEqual(lengths(february), [25, 24])
  })

  test('begin when midnight is shown first, where it is shown twice', () => {
    const november = cut('America/St_Johns', 'day', '2010-11-06T12:00:00Z', '2010-11-07T12:00:00Z')
    assert.deepEqual(shown('America/St_Johns', november), ['2010-11-06T00:00', '2010-11-07T00:00'])
    assert.deepEqual(lengths(november), [24, 25])
  })
})

describe('hours', () => {
  test('are two where the clocks show one twice', () => {
    const october = cut('Europe/Helsinki', 'hour', '2026-10-24T23:00:00Z', '2026-10-25T03:00:00Z')
    assert.deepEqual(
      shown('Europe/Helsinki', october).map((time) => time.slice(11)),
      ['02:00', '03:00', '03:00', '04:00'],
    )
    assert.deepEqual(lengths(october), [1, 1, 1, 1])
  })

  test('of zones with quarters are those that their clocks show', () => {
    const kathmandu = cut('Asia/Kathmandu', 'hour', '2026-01-01T00:15:00Z', '2026-01-01T02:15:00Z')
    assert.equal(kathmandu.widened, false)
    assert.deepEqual(shown('Asia/Kathmandu', kathmandu), ['2026-01-01T06:00', '2026-01-01T07:00'])
  })

  test('are as short as a change of half an hour leaves them', () => {
    const april = cut('Australia/Lord_Howe', 'hour', '2026-04-04T14:00:00Z', '2026-04-04T16:30:00Z')
    assert.deepEqual(
      shown('Australia/Lord_Howe', april).map((time) => time.slice(11)),
      ['01:00', '01:30', '02:00'],
    )
    assert.deepEqual(lengths(april), [1, 0.5, 1])
    const october = cut('Australia/Lord_Howe', 'hour', '2026-10-03T14:30:00Z', '2026-10-03T17:00:00Z')
    assert.deepEqual(
      shown('Australia/Lord_Howe', october).map((time) => time.slice(11)),
      ['01:00', '02:30', '03:00'],
    )
  })
})

test('weeks begin on Mondays and months on their first', () => {
  const weeks = cut('Asia/Kolkata', 'week', '2026-01-01T00:00:00Z', '2026-01-13T00:00:00Z')
  assert.deepEqual(shown('Asia/Kolkata', weeks), ['2025-12-29T00:00', '2026-01-05T00:00', '2026-01-12T00:00'])
  const months = cut('Africa/Casablanca', 'month', '2025-12-31T23:00:00Z', '2026-04-01T00:00:00Z')
  assert.deepEqual(shown('Africa/Casablanca', months), [
    '2026-01-01T00:00',
    '2026-02-01T00:00',
    '2026-03-01T00:00',
    '2026-04-01T00:00',
  ])
})

test('a range that cuts a bucket is widened, and one that does not is not', () => {
  const whole = cut('UTC', 'day', '2026-01-01T00:00:00Z', '2026-01-03T00:00:00Z')
  assert.deepEqual([whole.starts.length, whole.widened], [2, false])
  const by1Ms = cut('UTC', 'day', '2026-01-01T00:00:00.001Z', '2026-01-03T00:00:00.001Z')
  assert.deepEqual([by1Ms.starts.length, by1Ms.widened], [3, true])
  assert.equal(by1Ms.to, Date.parse('2026-01-04T00:00:00Z'))
})

test('an empty range has no buckets, wherever it lies', () => {
  const empty = cut('UTC', 'month', '2026-01-15T03:00:00Z', '2026-01-15T03:00:00Z')
  assert.deepEqual([empty.starts, empty.widened], [[], false])
})

test('years before clocks were ruled have buckets too', () => {
  assert.deepEqual(
    lengths(cut('Europe/Helsinki', 'day', '1850-06-01T00:00:00Z', '1850-06-01T01:00:00Z')),
    [24],
  )
  assert.equal(cut('UTC', 'month', '0001-01-01T00:00:00Z', '0801-01-01T00:00:00Z').starts.length, 9_600)
})

const zones = fc.oneof(fc.constantFrom(...twelve), fc.constantFrom(...all))
const ranges = fc
  .tuple(
    fc.integer({ min: 0, max: Date.parse('2099-12-01T00:00:00Z') }),
    fc.oneof(fc.integer({ min: 1, max: 40 * dayMs }), fc.integer({ min: 1, max: 400 * dayMs })),
  )
  .map(([from, length]) => ({ from, to: from + length }))

test('in every zone the buckets follow one another around the range, on quarters of an hour', () => {
  fc.assert(
    fc.property(zones, ranges, fc.constantFrom(...granularities), (name, range, granularity) => {
      const buckets = bucketsOf(range, granularity, zoneOf(name))
      const parts = rangesOf(buckets)
      assert.ok(buckets.from <= range.from && buckets.to >= range.to)
      assert.equal(parts[0]?.from, buckets.from)
      assert.ok((parts[0]?.to ?? 0) > range.from && (parts.at(-1)?.from ?? 0) < range.to)
      // Before 1970 nothing is counted, so bounds are as the clocks had them.
      for (const { from, to } of parts)
        assert.ok(from < to && (from < 0 || from % baseMs === 0) && to % baseMs === 0)
      assert.deepEqual(bucketsOf(buckets, granularity, zoneOf(name)), { ...buckets, widened: false })
    }),
    { numRuns: 400 },
  )
})

test('in every zone hours make up the days, and days the weeks and the months', () => {
  const nestings = [
    ['hour', 'day'],
    ['day', 'week'],
    ['day', 'month'],
  ] as const
  fc.assert(
    fc.property(zones, ranges, fc.constantFrom(...nestings), (name, range, [short, long]) => {
      const outer = bucketsOf(range, long, zoneOf(name))
      const inner = bucketsOf(outer, short, zoneOf(name))
      assert.deepEqual([inner.from, inner.to], [outer.from, outer.to])
      const starts = new Set(inner.starts)
      assert.deepEqual(
        outer.starts.filter((start) => !starts.has(start)),
        [],
      )
    }),
    { numRuns: 200 },
  )
})

// Since then all changes of the twelve lie on quarters of an hour.
const recent = fc
  .tuple(
    fc.integer({ min: Date.parse('2012-01-01T00:00:00Z'), max: Date.parse('2040-01-01T00:00:00Z') }),
    fc.integer({ min: 1, max: 30 * dayMs }),
  )
  .map(([from, length]) => ({ from: from - (from % baseMs), to: from - (from % baseMs) + length }))

test('in the twelve zones the buckets are those that reading the clock every quarter of an hour finds', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...twelve),
      recent,
      fc.constantFrom(...granularities),
      (name, range, granularity) => {
        const buckets = bucketsOf(range, granularity, zoneOf(name))
        assert.deepEqual(buckets.starts.slice(1), readClock(name, granularity, buckets))
      },
    ),
    { numRuns: 150 },
  )
})

/** Where a clock begins to show another hour, day, week or month. */
function readClock(name: string, granularity: Granularity, { from, to }: Buckets): number[] {
  const clock = new Intl.DateTimeFormat('sv-SE', {
    timeZone: name,
    dateStyle: 'short',
    timeStyle: 'short',
  })
  const bounds: number[] = []
  let before = labelOf(clock.format(from), granularity)
  for (let at = from + baseMs, last = clock.format(from); at < to; at += baseMs) {
    const now = clock.format(at)
    const label = labelOf(now, granularity)
    const isSetBack = granularity === 'hour' && now <= last
    if (label > before || isSetBack) {
      bounds.push(at)
      before = label
    }
    last = now
  }
  return bounds
}

function labelOf(local: string, granularity: Granularity): string {
  if (granularity === 'hour') return local.slice(0, 13)
  if (granularity === 'day') return local.slice(0, 10)
  if (granularity === 'month') return local.slice(0, 7)
  const day = new Date(`${local.slice(0, 10)}T00:00:00Z`)
  day.setUTCDate(day.getUTCDate() - ((day.getUTCDay() + 6) % 7))
  return day.toISOString().slice(0, 10)
}

test('the clocks of Kiritimati and Monrovia that went by odd minutes are read to the quarter', () => {
  for (const name of ['Pacific/Kiritimati', 'Africa/Monrovia']) {
    const days = cut(name, 'day', '1971-06-01T00:00:00Z', '1971-06-10T00:00:00Z')
    assert.deepEqual(new Set(lengths(days)), new Set([24]))
    assert.ok(days.starts.every((start) => start % baseMs === 0))
  }
})
