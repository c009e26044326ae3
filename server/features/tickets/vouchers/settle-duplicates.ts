import type { DuplicatePolicy } from '#contract/tickets.ts'
import { type BarcodeRows, isSameText, locate } from './barcode-rows.ts'
import { hashNumber } from './hash.ts'
import { type BarcodeRange, comparableKey, refused, unassigned } from './scan-barcodes.ts'
import { intList } from './shared-lists.ts'

/** Rows refused because their barcode stands in another row too: triples of address, the other row's address, isConflict. */
export type Losers = Int32Array

export interface SettleDuplicates {
  rows: BarcodeRows
  policy: DuplicatePolicy
  seed: number
  threads: number
}

/** About so many rows share a table, which then fits the processor's cache. */
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
  const settle = policy === 'keep-first' ? keepFirst : dropAll
  const fill = createBuckets(rows, seed, threads * turns)
  const table = createTable(rows, ~seed)
  for (let turn = 0; turn < turns; turn++) {
    for (const bucket of fill(turn * threads + thread)) {
      table.begin(bucket)
      settle(rows, bucket, table.findOrAdd, losers.push)
    }
  }
  return losers.toShared()
}

/**
 * Makes a function that copies the rows of one share of the hashes into buckets, by further bits of the hash. Their
 * memory is used again by its next call. `shares` is a power of two.
 */
function createBuckets(rows: BarcodeRows, seed: number, shares: number): (share: number) => Bucket[] {
  const rowCount = rows.ranges.reduce((sum, range) => sum + range.rowCount, 0)
  const bucketCount = 2 ** Math.min(12, Math.ceil(Math.log2(rowCount / rowsPerTable / shares + 1)))
  const counts = countHashes(rows)
  let keys = new Float64Array(0)
  let addresses = new Uint32Array(0)

  return (share) => {
    const ends = new Uint32Array(bucketCount)
    for (let hash = share; hash < counts.length; hash += shares) ends[bucketOf(hash)] += counts[hash]
    const starts = ends.map((_, i) => ends.subarray(0, i).reduce((sum, count) => sum + count, 0))
    const total = starts[bucketCount - 1] + ends[bucketCount - 1]
    if (total > keys.length) {
      keys = new Float64Array(Math.ceil(1.05 * total))
      addresses = new Uint32Array(keys.length)
    }
    ends.set(starts)
    rows.ranges.forEach((range, number) => {
      copyRows(range, number * 2 ** rows.placeBits, share, ends)
    })
    return Array.from(starts, (start, i) => ({
      keys: keys.subarray(start, ends[i]),
      addresses: addresses.subarray(start, ends[i]),
    }))
  }

  function bucketOf(hash: number): number {
    return ((hash / shares) | 0) & (bucketCount - 1)
  }

  function copyRows(range: BarcodeRange, firstAddress: number, share: number, ends: Uint32Array): void {
    const { hashes, orders, texts, rowCount } = range
    const mask = shares - 1
    for (let place = 0; place < rowCount; place++) {
      const hash = hashes[place]
      if ((hash & mask) !== share || orders[place] === refused) continue
      const at = ends[bucketOf(hash)]++
      keys[at] = comparableKey(range.keys[place], texts, seed)
      addresses[at] = firstAddress + place
    }
  }
}

/** How many rows each hash has; refused ones are counted too, so it is what there is room for. */
function countHashes(rows: BarcodeRows): Uint32Array {
  const counts = new Uint32Array(65_536)
  for (const { hashes } of rows.ranges) {
    for (let i = 0; i < hashes.length; i++) counts[hashes[i]]++
  }
  return counts
}

/** The first row with an order wins, or the first row if none has one. */
function keepFirst(
  rows: BarcodeRows,
  bucket: Bucket,
  findOrAdd: FindOrAdd,
  pushLoser: (value: number) => void,
): void {
  const winners = new Uint32Array(bucket.keys.length)
  // Pairs of a beaten row's address and the first row of its barcode in the bucket.
  const beaten = intList()
  for (let i = 0; i < bucket.keys.length; i++) {
    const address = bucket.addresses[i]
    const first = findOrAdd(i)
    if (first === i) {
      winners[i] = address
    } else if (orderAt(rows, winners[first]) === unassigned && orderAt(rows, address) !== unassigned) {
      beaten.push(winners[first])
      beaten.push(first)
      winners[first] = address
    } else {
      beaten.push(address)
      beaten.push(first)
    }
  }
  const pairs = beaten.toShared()
  for (let i = 0; i < pairs.length; i += 2) {
    const loser = pairs[i] >>> 0
    const winner = winners[pairs[i + 1]]
    refuse(rows, loser, winner, isOtherOrder(rows, loser, winner), pushLoser)
  }
}

/** Every row of a barcode that stands more than once is refused. */
function dropAll(
  rows: BarcodeRows,
  bucket: Bucket,
  findOrAdd: FindOrAdd,
  pushLoser: (value: number) => void,
): void {
  const copies = new Map<number, number[]>()
  for (let i = 0; i < bucket.keys.length; i++) {
    const first = findOrAdd(i)
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

/** Finds the first row of a bucket with the same barcode, which is the row itself when it is new. */
type FindOrAdd = (index: number) => number

/** A hash table over one bucket after the other. */
function createTable(rows: BarcodeRows, seed: number): { begin(bucket: Bucket): void; findOrAdd: FindOrAdd } {
  let keys: Float64Array = new Float64Array(0)
  let addresses: Uint32Array = new Uint32Array(0)
  let slots = new Int32Array(0)
  return { begin, findOrAdd }

  function begin(bucket: Bucket): void {
    keys = bucket.keys
    addresses = bucket.addresses
    const size = 2 ** Math.ceil(Math.log2(2 * keys.length + 2))
    if (slots.length === size) slots.fill(0)
    else slots = new Int32Array(size)
  }

  function findOrAdd(index: number): number {
    const key = keys[index]
    const mask = slots.length - 1
    for (let slot = hashNumber(key, seed) & mask; ; slot = (slot + 1) & mask) {
      const found = slots[slot] - 1
      if (found < 0) {
        slots[slot] = index + 1
        return index
      }
      if (keys[found] === key && (key >= 0 || isSameText(rows, addresses[found], addresses[index])))
        return found
    }
  }
}
