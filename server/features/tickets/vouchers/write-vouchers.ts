import { writeSync } from 'node:fs'
import { createVoucherFormat, type VoucherSource } from './format-vouchers.ts'
import type { GroupedTickets } from './group-tickets.ts'
import type { Layout } from './layouts.ts'
import { sharedFloats, sharedInts } from './shared-lists.ts'

/** Work that threads share: they take slices of the orders in turn, and write each at its place in the file. */
export interface WriteVouchers {
  file: number
  layout: Layout
  source: VoucherSource
  /** Slice `i` is the orders from `bounds[i]` to before `bounds[i + 1]`. */
  bounds: Uint32Array
  progress: SliceProgress
}

/** Shared by the threads. */
interface SliceProgress {
  /** [0]: the next slice to take. [1]: how many slices know where they begin. [2]: 1 when a thread failed. */
  counters: Int32Array
  /** Where each slice begins in the file, in bytes; one more for the end. */
  offsets: Float64Array
}

const ticketsPerSlice = 32_768
const taken = 0
const placed = 1
const failed = 2

/** A bound on each wait, so that a failure between a look and a wait is seen soon; and on all of them together. */
const waitMs = 50
const waitsMax = 1_200

/** Cuts the orders into slices of about as many tickets each. */
export function planSlices({ starts }: GroupedTickets): Uint32Array {
  const bounds = [0]
  for (let order = 1; order < starts.length; order++) {
    if (starts[order] - starts[bounds[bounds.length - 1]] >= ticketsPerSlice) bounds.push(order)
  }
  if (starts.length > 0) bounds.push(starts.length)
  return Uint32Array.from(bounds)
}

/** The progress before the first slice, which begins behind a header of so many bytes. */
export function startProgress(bounds: Uint32Array, headerBytes: number): SliceProgress {
  const counters = sharedInts(3)
  const offsets = sharedFloats(bounds.length + 1)
  counters[placed] = 1
  offsets[0] = headerBytes
  return { counters, offsets }
}

/** Writes the vouchers of the slices that this thread takes. A slice learns where it begins from the one before. */
export function writeVouchers({ file, layout, source, bounds, progress }: WriteVouchers): void {
  const format = createVoucherFormat(layout, source)
  const { counters, offsets } = progress
  try {
    for (;;) {
      const slice = Atomics.add(counters, taken, 1)
      if (slice + 1 >= bounds.length) return
      const bytes = format(bounds[slice], bounds[slice + 1])
      if (!waitUntilPlaced(counters, slice)) return
      offsets[slice + 1] = offsets[slice] + bytes.length
      Atomics.store(counters, placed, slice + 2)
      Atomics.notify(counters, placed)
      writeAll(file, bytes, offsets[slice])
    }
  } catch (error) {
    Atomics.store(counters, failed, 1)
    throw error
  }
}

/** Waits until the slice before has told its length; false when another thread failed. */
function waitUntilPlaced(counters: Int32Array, slice: number): boolean {
  for (let waits = 0; waits < waitsMax; waits++) {
    const count = Atomics.load(counters, placed)
    if (count > slice) return true
    if (Atomics.load(counters, failed) === 1) return false
    Atomics.wait(counters, placed, count, waitMs)
  }
  throw new Error(`the thread that writes slice ${slice - 1} of the vouchers stopped`)
}

function writeAll(file: number, bytes: Uint8Array, offset: number): void {
  for (let done = 0; done < bytes.length; )
    done += writeSync(file, bytes, done, bytes.length - done, offset + done)
}
