import { eventTimes } from '#contract/orders.ts'

/** How many durations fall into which bucket. */
export type Histogram = ReadonlyMap<number, number>

/** No stay is longer than the time in which events may lie. */
const longestMs = Date.parse(eventTimes.end) - Date.parse(eventTimes.first)

/** A bucket holds the durations from `from` up to where the next one begins; `value` stands for all of them. */
interface Bucket {
  from: number
  value: number
}

/** Made of whole numbers alone, so it is the same on every machine; a logarithm need not be. */
const buckets = makeBuckets()

/**
 * The bucket of a duration in whole milliseconds. A longer duration never has a lower bucket.
 * @throws RangeError for what is no duration between two events
 */
export function bucketOf(ms: number): number {
  if (!Number.isInteger(ms) || ms < 0 || ms > longestMs) throw new RangeError(`${ms} ms is no stay`)
  let low = 0
  let behind = buckets.length
  while (behind - low > 1) {
    const middle = (low + behind) >> 1
    if (bucketAt(middle).from <= ms) low = middle
    else behind = middle
  }
  return low
}

/** The duration in milliseconds that a bucket stands for: within 1 % of every duration in it. */
export function durationOf(bucket: number): number {
  return bucketAt(bucket).value
}

/**
 * Adds counts to a histogram in place; a bucket that comes to zero is left out.
 * @param sign -1 takes them away
 */
export function addTo(histogram: Map<number, number>, other: Histogram, sign: 1 | -1 = 1): void {
  for (const [bucket, count] of other) addCount(histogram, bucket, sign * count)
}

/** Adds a count to one bucket of a histogram in place; what comes to zero is left out. */
export function addCount(histogram: Map<number, number>, bucket: number, count: number): void {
  const sum = (histogram.get(bucket) ?? 0) + count
  if (sum === 0) histogram.delete(bucket)
  else histogram.set(bucket, sum)
}

/**
 * The one way to write a histogram down: equal ones have equal bytes. Buckets ascend, each as its distance from the one
 * before, followed by its count; both as numbers of 7 bits a byte, the lowest first, the count with its sign last.
 */
export function pack(histogram: Histogram): Buffer {
  const bytes: number[] = []
  let before = 0
  for (const [bucket, count] of [...histogram].sort(([a], [b]) => a - b)) {
    if (count === 0) continue
    writeNumber(bytes, bucket - before)
    // A count below zero means that the summary was tampered with; it is kept until that is mended.
    writeNumber(bytes, count < 0 ? -count * 2 - 1 : count * 2)
    before = bucket
  }
  return Buffer.from(bytes)
}

/**
 * What `pack` wrote.
 * @throws RangeError for bytes that it did not write
 */
export function unpack(packed: Uint8Array): Map<number, number> {
  const histogram = new Map<number, number>()
  readPacked(packed, (bucket, count) => histogram.set(bucket, count))
  return histogram
}

/**
 * The same added to counts by bucket, of which there are `bucketCount`: for merging thousands of histograms.
 * @throws RangeError for bytes that `pack` did not write
 */
export function addPacked(counts: Float64Array, packed: Uint8Array): void {
  readPacked(packed, (bucket, count) => {
    counts[bucket] = (counts[bucket] ?? 0) + count
  })
}

/** How many buckets there are; the first has the number 0. */
export const bucketCount = buckets.length

function readPacked(packed: Uint8Array, take: (bucket: number, count: number) => void): void {
  const reader = { packed, at: 0 }
  let bucket = 0
  for (let isFirst = true; reader.at < packed.length; isFirst = false) {
    const distance = readNumber(reader)
    const signed = readNumber(reader)
    bucket += distance
    const isOrdered = distance > 0 || isFirst
    if (!isOrdered || signed === 0 || bucket >= buckets.length)
      throw new RangeError('these bytes are no histogram')
    take(bucket, signed % 2 === 0 ? signed / 2 : -(signed + 1) / 2)
  }
}

function makeBuckets(): Bucket[] {
  const made: Bucket[] = [{ from: 0, value: 0 }]
  for (let from = 1; from <= longestMs; ) {
    // The highest value that is within 1 % of the lowest duration, and the highest duration within 1 % of that value.
    const value = Math.floor((from * 101) / 100)
    const last = Math.floor((value * 100) / 99)
    made.push({ from, value })
    from = last + 1
  }
  return made
}

function bucketAt(index: number): Bucket {
  const bucket = buckets[index]
  if (bucket === undefined) throw new RangeError(`there is no bucket ${index}`)
  return bucket
}

function writeNumber(bytes: number[], value: number): void {
  let rest = value
  while (rest >= 128) {
    bytes.push(128 + (rest % 128))
    rest = Math.floor(rest / 128)
  }
  bytes.push(rest)
}

function readNumber(reader: { packed: Uint8Array; at: number }): number {
  let value = 0
  for (let weight = 1; weight <= 2 ** 49; weight *= 128) {
    const byte = reader.packed[reader.at++]
    if (byte === undefined) break
    value += (byte % 128) * weight
    if (byte >= 128) continue
    // A last byte of zero would be a second way to write the same number.
    if ((byte === 0 && weight > 1) || !Number.isSafeInteger(value)) break
    return value
  }
  throw new RangeError('these bytes are no histogram')
}
