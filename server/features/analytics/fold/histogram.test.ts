import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { eventTimes } from '#contract/orders.ts'
import { addTo, bucketOf, durationOf, pack, unpack } from './histogram.ts'

const longestMs = Date.parse(eventTimes.end) - Date.parse(eventTimes.first)
const durations = fc.oneof(
  fc.integer({ min: 0, max: 1_000 }),
  fc.integer({ min: 0, max: 100_000_000 }),
  fc.integer({ min: 0, max: longestMs }),
)
const counts = fc.integer({ min: 1, max: 2 ** 50 })
const histograms = fc
  .array(fc.tuple(durations.map(bucketOf), fc.oneof(fc.integer({ min: 1, max: 300 }), counts)))
  .map((entries) => new Map(entries))

test('a bucket stands for each of its durations within 1 %', () => {
  fc.assert(
    fc.property(durations, (ms) => Math.abs(durationOf(bucketOf(ms)) - ms) * 100 <= ms),
    { numRuns: 5_000 },
  )
})

test('each duration up to ten minutes is within 1 % of its bucket, and no bucket is left out or comes back', () => {
  let last = 0
  for (let ms = 0; ms <= 600_000; ms++) {
    const bucket = bucketOf(ms)
    assert.ok(bucket === last || bucket === last + 1)
    assert.ok(Math.abs(durationOf(bucket) - ms) * 100 <= ms, `${ms}`)
    last = bucket
  }
})

test('short durations are exact', () => {
  assert.deepEqual([0, 1, 2, 50, 98].map(bucketOf).map(durationOf), [0, 1, 2, 50, 98])
})

test('the buckets are these on every machine, for they are stored', () => {
  assert.deepEqual(
    [99, 100, 101, 1_000, 60_000, 3_600_000, longestMs].map(bucketOf),
    [99, 99, 100, 212, 417, 621, 1319],
  )
})

test('a longer duration never has a lower bucket', () => {
  fc.assert(fc.property(durations, durations, (a, b) => a <= b === bucketOf(a) <= bucketOf(b) || a > b))
})

test('what is no stay has no bucket', () => {
  for (const ms of [-1, 0.5, Number.NaN, longestMs + 1, Number.POSITIVE_INFINITY])
    assert.throws(() => bucketOf(ms), RangeError)
  assert.throws(() => durationOf(10_000), RangeError)
})

test('what is packed is unpacked the same, below zero too', () => {
  fc.assert(
    fc.property(histograms, (histogram) => {
      const negative = new Map<number, number>()
      addTo(negative, histogram, -1)
      assert.deepEqual(unpack(pack(histogram)), new Map([...histogram].sort(([a], [b]) => a - b)))
      assert.deepEqual(unpack(pack(negative)), new Map([...negative].sort(([a], [b]) => a - b)))
    }),
  )
})

test('equal histograms have equal bytes, however they came about', () => {
  fc.assert(
    fc.property(histograms, histograms, (a, b) => {
      const there = new Map<number, number>()
      for (const one of [a, b]) addTo(there, one)
      const back = new Map<number, number>()
      for (const one of [b, a, a]) addTo(back, one)
      addTo(back, a, -1)
      assert.deepEqual(pack(there), pack(back))
      addTo(there, b, -1)
      assert.deepEqual(pack(there), pack(a))
    }),
  )
})

test('bytes are those of no other histogram: whatever can be unpacked packs to itself', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 12 }), (bytes) => {
      let histogram: Map<number, number>
      try {
        histogram = unpack(bytes)
      } catch (error) {
        assert.ok(error instanceof RangeError)
        return
      }
      assert.deepEqual(pack(histogram), Buffer.from(bytes))
    }),
    { numRuns: 5_000 },
  )
})
