import { type BarcodeRange, unassigned } from './scan-barcodes.ts'
import { sharedFloats, sharedInts, sharedUints } from './shared-lists.ts'

/** The tickets of a file, those of one order side by side in the order of the file. */
export interface GroupedTickets {
  /** For each order's place in the order table: where its tickets begin in `tickets`, and how many they are. */
  starts: Uint32Array
  counts: Int32Array
  /** Keys of digits; for a text its key, less 2^32 for each range before its own. */
  tickets: Float64Array
}

/** A thread's stretch of ranges: those from `first` to before `behind`. */
export interface Stretch {
  first: number
  behind: number
}

/** Cuts ranges into one stretch a thread, of about as many rows each. */
export function planStretches(ranges: readonly BarcodeRange[], threads: number): Stretch[] {
  const total = ranges.reduce((sum, range) => sum + range.rowCount, 0)
  const stretches: Stretch[] = []
  let first = 0
  let rows = 0
  ranges.forEach((range, i) => {
    rows += range.rowCount
    if (i + 1 < ranges.length && rows < (total * (stretches.length + 1)) / threads) return
    stretches.push({ first, behind: i + 1 })
    first = i + 1
  })
  return stretches
}

/** Counts the tickets of each order in a stretch; the unassigned barcodes are counted apart. */
export function countTickets(
  ranges: readonly BarcodeRange[],
  { first, behind }: Stretch,
  orderCount: number,
): { counts: Int32Array; unassignedCount: number } {
  const counts = sharedInts(orderCount)
  let unassignedCount = 0
  for (const { orders } of ranges.slice(first, behind)) {
    for (let i = 0; i < orders.length; i++) {
      const order = orders[i]
      if (order >= 0) counts[order]++
      else if (order === unassigned) unassignedCount++
    }
  }
  return { counts, unassignedCount }
}

/** Lays out the tickets order after order: where each order's begin, in all and for each stretch. */
export function layOutTickets(
  orderCount: number,
  countsOfStretches: readonly Int32Array[],
): { grouped: GroupedTickets; startsOfStretches: Uint32Array[] } {
  const startsOfStretches = countsOfStretches.map(() => sharedUints(orderCount))
  const starts = sharedUints(orderCount)
  const counts = sharedInts(orderCount)
  let next = 0
  for (let order = 0; order < orderCount; order++) {
    starts[order] = next
    for (let i = 0; i < countsOfStretches.length; i++) {
      startsOfStretches[i][order] = next
      next += countsOfStretches[i][order]
    }
    counts[order] = next - starts[order]
  }
  return { grouped: { starts, counts, tickets: sharedFloats(next) }, startsOfStretches }
}

/** Puts the tickets of a stretch into their places; `next` says where each order's next one goes, and is used up. */
export function placeTickets(
  ranges: readonly BarcodeRange[],
  { first, behind }: Stretch,
  next: Uint32Array,
  tickets: Float64Array,
): void {
  for (let range = first; range < behind; range++) {
    const { orders, keys } = ranges[range]
    const offset = range * placesPerRange
    for (let i = 0; i < orders.length; i++) {
      const order = orders[i]
      if (order >= 0) tickets[next[order]++] = keys[i] >= 0 ? keys[i] : keys[i] - offset
    }
  }
}

/** A range's texts take fewer bytes than this. */
const placesPerRange = 2 ** 32

/** The range of a text among the tickets. */
export function textRange(ticket: number): number {
  return Math.floor((-1 - ticket) / placesPerRange)
}

/** Where the text lies in its range's texts: the two bytes of its length, then its bytes. */
export function textPlace(ticket: number): number {
  return (-1 - ticket) % placesPerRange
}
