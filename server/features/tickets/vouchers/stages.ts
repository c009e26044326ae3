import type { CsvFile } from '../../../platform/csv/open-csv-file.ts'
import { countTickets, placeTickets, type Stretch } from './group-tickets.ts'
import type { OrderTable } from './order-table.ts'
import type { Range } from './ranges.ts'
import { type BarcodeRange, createBarcodeScan } from './scan-barcodes.ts'
import { createOrderScan, type OrderRange } from './scan-orders.ts'
import { type SettleDuplicates, settleDuplicates } from './settle-duplicates.ts'
import { type WriteVouchers, writeVouchers } from './write-vouchers.ts'

/** The ranges of a file that threads take in turn; `taken[0]` counts those that are taken. */
interface ScanRanges {
  csv: CsvFile
  ranges: readonly Range[]
  pieceBytes: number
  taken: Int32Array
}

/** Told after each range how many bytes it had. Only the main thread is listened to. */
export type OnRange = (bytes: number) => void

interface CountTickets {
  ranges: readonly BarcodeRange[]
  stretches: readonly Stretch[]
  orderCount: number
}

interface PlaceTickets {
  ranges: readonly BarcodeRange[]
  stretches: readonly Stretch[]
  starts: readonly Uint32Array[]
  tickets: Float64Array
}

/** The steps of making vouchers that all threads carry out at once: each does its own part and returns what it found. */
export const stages = {
  scanOrders: (work: ScanRanges, _thread: number, onRange: OnRange): OrderRange[] =>
    takeRanges(work, onRange, createOrderScan(work.csv, work.pieceBytes)),

  scanBarcodes: (
    work: ScanRanges & { table: OrderTable },
    _thread: number,
    onRange: OnRange,
  ): BarcodeRange[] => takeRanges(work, onRange, createBarcodeScan(work.csv, work.table, work.pieceBytes)),

  settleDuplicates: (work: SettleDuplicates, thread: number) => settleDuplicates(work, thread),

  countTickets: ({ ranges, stretches, orderCount }: CountTickets, thread: number) =>
    countTickets(ranges, stretches[thread] ?? nothing, orderCount),

  placeTickets: ({ ranges, stretches, starts, tickets }: PlaceTickets, thread: number): void => {
    if (stretches[thread] !== undefined) placeTickets(ranges, stretches[thread], starts[thread], tickets)
  },

  writeVouchers: (work: WriteVouchers): void => writeVouchers(work),
}

export type Stages = typeof stages

const nothing: Stretch = { first: 0, behind: 0 }

function takeRanges<T>({ ranges, taken }: ScanRanges, onRange: OnRange, scan: (range: Range) => T): T[] {
  const results: T[] = []
  for (;;) {
    const next = Atomics.add(taken, 0, 1)
    if (next >= ranges.length) return results
    results.push(scan(ranges[next]))
    onRange(ranges[next].until - ranges[next].from)
  }
}
