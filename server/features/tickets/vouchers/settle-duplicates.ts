import type { DuplicatePolicy } from '../voucher-options.ts'
import { type BarcodeRows, isSameText, locate } from './barcode-rows.ts'
import { hashNumber } from './hash.ts'
import { comparableKey, refused, unassigned } from './scan-barcodes.ts'
import { intList } from './shared-lists.ts'

/** Rows refused because their barcode stands in another row too: triples of address, the other row's address, isConflict. */
export type Losers = Int32Array

export interface SettleDuplicates {
  rows: BarcodeRows
  policy: DuplicatePolicy
  seed: number
  threads: number
}

/** So many rows of one hash share a table that fits the processor's cache. */
const rowsPerTable = 16_384
/** A thread takes its tables in this many turns, so that the copied keys of only one turn are in memory. */
const turns = 4

/** The rows of one table, copied together: their keys (a text's hash, negative), and their addresses. */
interface Bucket {
  keys: Float64Array
  addresses: Uint32Array
}

/**
 * Finds the rows whose barcode another row has too, decides which stands (docs/csv-rules.md, rule 3), and marks the
 * others as refused. Each thread settles its share of the barcodes, told apart by their hash.
 */
export function settleDuplicates({ rows, policy, seed, threads }: SettleDuplicates, thread: number): Losers {
  const losers = intList()
  const rowCount = rows.ranges.reduce((sum, range) => sum + range.rowCount, 0)
  const shares = threads * turns
  const bucketBits = Math.max(0, Math.ceil(Math.log2(rowCount / rowsPerTable / shares + 1)))
  const copies: Bucket = { keys: new Float64Array(0), addresses: new Uint32Array(0) }
  for (let turn = 0; turn < turns; turn++) {
    const share = turn * threads + thread
    for (const bucket of fillBuckets(rows, seed, bucketBits, share, shares, copies)) {
      if (policy === 'keep-first') keepFirst(rows, bucket, seed, losers.push)
      else dropAll(rows, bucket, seed, losers.push)
    }
  }
  return losers.toShared()
}

/** Copies the keys whose hash belongs to `share` into buckets by further bits of the hash. The memory is used again. */
function fillBuckets(
  rows: BarcodeRows,
  seed: number,
  bucketBits: number,
  share: number,
  shares: number,
  copies: Bucket,
): Bucket[] {
  const counts = new Int32Array(2 ** bucketBits)
  forEachKey(rows, seed, share, shares, (_key, _address, hash) => {
    counts[(hash >>> 8) & (counts.length - 1)]++
  })
  const total = counts.reduce((sum, count) => sum + count, 0)
  if (total > copies.keys.length) {
    copies.keys = new Float64Array(Math.ceil(1.05 * total))
    copies.addresses = new Uint32Array(copies.keys.length)
  }
  const { keys, addresses } = copies
  const ends = new Int32Array(counts.length)
  let start = 0
  for (let i = 0; i < counts.length; i++) {
    ends[i] = start
    start += counts[i]
  }
  forEachKey(rows, seed, share, shares, (key, address, hash) => {
    const at = ends[(hash >>> 8) & (counts.length - 1)]++
    keys[at] = key
    addresses[at] = address
  })
  return Array.from(ends, (end, i) => ({
    keys: keys.subarray(end - counts[i], end),
    addresses: addresses.subarray(end - counts[i], end),
  }))
}

function forEachKey(
  rows: BarcodeRows,
  seed: number,
  share: number,
  shares: number,
  visit: (key: number, address: number, hash: number) => void,
): void {
  rows.ranges.forEach(({ keys, orders, texts, hashes, rowCount }, number) => {
    for (let place = 0; place < rowCount; place++) {
      if (hashes[place] % shares !== share || orders[place] === refused) continue
      const key = comparableKey(keys[place], texts, seed)
      visit(key, number * 2 ** rows.placeBits + place, hashNumber(key, seed))
    }
  })
}

/** The first row with an order wins, or the first row if none has one. */
function keepFirst(
  rows: BarcodeRows,
  bucket: Bucket,
  seed: number,
  pushLoser: (value: number) => void,
): void {
  const table = createTable(rows, bucket, seed)
  const winners = new Uint32Array(bucket.keys.length)
  const beaten: number[] = []
  for (let i = 0; i < bucket.keys.length; i++) {
    const address = bucket.addresses[i]
    const first = table.findOrAdd(i)
    if (first === i) {
      winners[i] = address
    } else if (orderAt(rows, winners[first]) === unassigned && orderAt(rows, address) !== unassigned) {
      beaten.push(winners[first], first)
      winners[first] = address
    } else {
      beaten.push(address, first)
    }
  }
  for (let i = 0; i < beaten.length; i += 2) {
    const winner = winners[beaten[i + 1]]
    refuse(rows, beaten[i], winner, isOtherOrder(rows, beaten[i], winner), pushLoser)
  }
}

/** Every row of a barcode that stands more than once is refused. */
function dropAll(rows: BarcodeRows, bucket: Bucket, seed: number, pushLoser: (value: number) => void): void {
  const table = createTable(rows, bucket, seed)
  const copies = new Map<number, number[]>()
  for (let i = 0; i < bucket.keys.length; i++) {
    const first = table.findOrAdd(i)
    if (first === i) continue
    const addresses = copies.get(first) ?? [bucket.addresses[first]]
    addresses.push(bucket.addresses[i])
    copies.set(first, addresses)
  }
  for (const addresses of copies.values()) {
    const claims = new Set(addresses.map((address) => orderAt(rows, address)))
    claims.delete(unassigned)
    addresses.forEach((address, i) => {
      refuse(rows, address, addresses[i === 0 ? 1 : 0], claims.size > 1, pushLoser)
    })
  }
}

/** A row without an order names none, so it never names another one. */
function isOtherOrder(rows: BarcodeRows, loser: number, winner: number): boolean {
  const order = orderAt(rows, loser)
  return order !== unassigned && order !== orderAt(rows, winner)
}

function orderAt(rows: BarcodeRows, address: number): number {
  const { range, place } = locate(rows, address)
  return range.orders[place]
}

function refuse(
  rows: BarcodeRows,
  address: number,
  other: number,
  isConflict: boolean,
  pushLoser: (value: number) => void,
): void {
  const { range, place } = locate(rows, address)
  range.orders[place] = refused
  pushLoser(address)
  pushLoser(other)
  pushLoser(Number(isConflict))
}

/** A hash table over a bucket: finds the first row with the same barcode, which is the row itself when it is new. */
function createTable(
  rows: BarcodeRows,
  { keys, addresses }: Bucket,
  seed: number,
): { findOrAdd(index: number): number } {
  const slots = new Int32Array(2 ** Math.ceil(Math.log2(2 * keys.length + 2)))
  const mask = slots.length - 1
  return {
    findOrAdd(index) {
      const key = keys[index]
      // Another seed than the buckets', whose rows have equal bits in the first hash.
      for (let slot = hashNumber(key, ~seed) & mask; ; slot = (slot + 1) & mask) {
        const found = slots[slot] - 1
        if (found < 0) {
          slots[slot] = index + 1
          return index
        }
        if (keys[found] === key && (key >= 0 || isSameText(rows, addresses[found], addresses[index])))
          return found
      }
    },
  }
}
