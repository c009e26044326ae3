import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { baseMs, type StatusDuration } from '#contract/analytics.ts'
import { pack } from '../fold/histogram.ts'
import { addStays, emptySummary, type StatusSummary } from '../fold/status-summary.ts'
import { coverBuckets } from './cover.ts'
import { keepBuckets } from './kept-buckets.ts'
import { percentilesOf } from './percentiles.ts'
import { revisionsOf } from './revisions.ts'
import { type BucketStays, toStatusDuration } from './to-status-duration.ts'

const quarters = fc
  .uniqueArray(fc.integer({ min: 0, max: 3_000 }), { minLength: 2, maxLength: 12 })
  .map((bounds) => bounds.sort((a, b) => a - b).map((bound) => bound * baseMs))
const buckets = quarters.map((bounds) =>
  bounds.slice(1).flatMap((to, index) => (index % 3 === 2 ? [] : [{ from: bounds[index] ?? 0, to }])),
)

describe('the pieces that cover buckets', () => {
  test('are all of their quarters, each once, and no others', () => {
    fc.assert(
      fc.property(buckets, (ranges) => {
        const covered = coverBuckets(ranges).flatMap(({ from, to, span }) => {
          assert.ok(from < to && from % (span * 1_000) === 0 && to % (span * 1_000) === 0)
          return quartersOf({ from, to })
        })
        assert.deepEqual(
          covered.sort((a, b) => a - b),
          ranges.flatMap(quartersOf),
        )
      }),
    )
  })

  test('are whole days wherever a bucket has one', () => {
    const [day = 0, hour = 0] = [86_400_000, 3_600_000]
    assert.deepEqual(coverBuckets([{ from: day - 2 * hour - baseMs, to: 3 * day + hour }]), [
      { span: 86_400, from: day, to: 3 * day },
      { span: 3_600, from: day - 2 * hour, to: day },
      { span: 3_600, from: 3 * day, to: 3 * day + hour },
      { span: 900, from: day - 2 * hour - baseMs, to: day - 2 * hour },
    ])
  })
})

function quartersOf({ from, to }: { from: number; to: number }): number[] {
  return Array.from({ length: (to - from) / baseMs }, (_, index) => from + index * baseMs)
}

function toStays({ histogram, ...rest }: StatusSummary): BucketStays {
  return { ...rest, histograms: [pack(histogram)] }
}

describe('percentiles', () => {
  test('are within 1 % of the exact ones by nearest rank, and never outside of the extremes', () => {
    const stays = fc.array(fc.integer({ min: 0, max: 10_000_000 }), { minLength: 1, maxLength: 300 })
    fc.assert(
      fc.property(
        stays,
        fc.uniqueArray(fc.integer({ min: 1, max: 100 }), { minLength: 1 }),
        (durations, asked) => {
          const percents = asked.sort((a, b) => a - b)
          const summary = emptySummary()
          for (const ms of durations) addStays(summary, ms, 1)
          const sorted = durations.toSorted((a, b) => a - b)
          const found = percentilesOf(toStays(summary), percents)
          for (const [index, percent] of percents.entries()) {
            const exact = sorted[Math.ceil((percent * sorted.length) / 100) - 1] ?? Number.NaN
            const ms = found[index] ?? Number.NaN
            assert.ok(Math.abs(ms - exact) * 100 <= exact, `p${percent}: ${ms}, not ${exact}`)
            assert.ok(ms >= (sorted[0] ?? 0) && ms <= (sorted.at(-1) ?? 0))
          }
        },
      ),
    )
  })

  test('of nothing are nothing', () => {
    assert.deepEqual(percentilesOf(toStays(emptySummary()), [50, 99]), [null, null])
  })

  test('of one stay are that stay, to the millisecond', () => {
    const summary = emptySummary()
    addStays(summary, 1_234_567, 1)
    assert.deepEqual(percentilesOf(toStays(summary), [50, 90, 99]), [1_234_567, 1_234_567, 1_234_567])
  })
})

test('seconds are the exact decimals of milliseconds, and very long sums do no harm', () => {
  const summary = emptySummary()
  for (const ms of [1, 2, 1_001]) addStays(summary, ms, 1)
  const { totalSeconds, minSeconds, maxSeconds, statusName } = toStatusDuration(0, 20, toStays(summary))
  assert.equal(JSON.stringify([totalSeconds, minSeconds, maxSeconds]), '[1.004,0.001,1.001]')
  assert.equal(statusName, 'ACCEPTED')
  addStays(summary, 4_000_000_000_000, 5_000)
  assert.equal(toStatusDuration(0, 20, toStays(summary)).totalSeconds, 20_000_000_000_001.004)
})

describe('revisions', () => {
  const day = 86_400_000

  test('of a bucket are those of all days that it touches', () => {
    const days = [0, 1, 2, 4].map((index) => ({ day: index * day, revision: 10 ** index }))
    const ranges = [
      { from: -day, to: 0 },
      { from: 0, to: day },
      { from: day, to: 2 * day + 1 },
      { from: 2 * day + 1, to: 3 * day },
      { from: 3 * day, to: 4 * day },
      { from: 4 * day, to: 9 * day },
    ]
    assert.deepEqual(revisionsOf(ranges, days), [0, 1, 110, 100, 0, 10_000])
    assert.deepEqual(revisionsOf(ranges, []), [0, 0, 0, 0, 0, 0])
  })
})

describe('kept buckets', () => {
  const item = toStatusDuration(0, 10, toStays(emptySummary()))
  const items = (count: number): StatusDuration[] => Array.from({ length: count }, () => item)
  const bucket = (from: number) => ({ from, to: from + 1 })

  test('are found as long as their revision is the same', () => {
    const kept = keepBuckets(10)
    kept.keep(bucket(1), 5, items(2))
    assert.equal(kept.find(bucket(1), 5)?.length, 2)
    assert.equal(kept.find(bucket(1), 6), undefined)
    assert.equal(kept.find(bucket(2), 5), undefined)
    kept.keep(bucket(1), 6, items(3))
    assert.equal(kept.find(bucket(1), 6)?.length, 3)
    assert.equal(kept.find(bucket(1), 5), undefined)
  })

  test('are never more than fit: those that nobody asked for go first', () => {
    const kept = keepBuckets(9)
    for (const from of [1, 2, 3]) kept.keep(bucket(from), 1, items(2))
    assert.ok(kept.find(bucket(1), 1))
    kept.keep(bucket(4), 1, items(2))
    assert.deepEqual(
      [1, 2, 3, 4].map((from) => kept.find(bucket(from), 1) !== undefined),
      [true, false, true, true],
    )
    kept.keep(bucket(5), 1, items(100))
    assert.deepEqual(
      [1, 3, 4, 5].map((from) => kept.find(bucket(from), 1) !== undefined),
      [false, false, false, false],
    )
    kept.keep(bucket(6), 1, items(2))
    assert.ok(kept.find(bucket(6), 1))
  })
})
