import { randomInt } from 'node:crypto'
import type { DuplicatePolicy } from '#contract/tickets.ts'
import { type CsvFile, findInvalidHeaderByte, notUtf8 } from '../../../platform/csv/open-csv-file.ts'
import { addressRows, type BarcodeRows } from './barcode-rows.ts'
import type { Crew } from './crew.ts'
import { type GroupedTickets, layOutTickets, planStretches } from './group-tickets.ts'
import { buildOrderTable, type OrderTable, type RepeatedOrder } from './order-table.ts'
import { planRanges, type ScannedRange, stitchRanges } from './ranges.ts'
import { type BarcodeRange, createBarcodeScan } from './scan-barcodes.ts'
import { createOrderScan, type GatheredOrders, type OrderRange } from './scan-orders.ts'
import type { Losers } from './settle-duplicates.ts'

export interface FindVouchers {
  orders: CsvFile
  barcodes: CsvFile
  duplicates: DuplicatePolicy
  chunkBytes: number
  report: { stage(name: string): void; progress(bytes: number, bytesAll: number): void }
}

/** All that was found in the two files. */
export interface Vouchers {
  table: OrderTable
  grouped: GroupedTickets
  unassignedCount: number
  orderRanges: GatheredOrders[]
  repeated: RepeatedOrder[]
  rows: BarcodeRows
  losers: Losers[]
  normalisedIds: number
}

/** Reads and checks both files, settles what rows say against each other, and groups the tickets by order. */
export async function findVouchers(crew: Crew, input: FindVouchers): Promise<Vouchers> {
  const { report } = input
  const seed = randomInt(2 ** 31)
  report.stage('read orders')
  const { table, repeated, orderRanges } = gatherOrders(await readOrders(crew, input), seed)
  report.stage('read barcodes')
  const barcodeRanges = await readBarcodes(crew, input, table)
  report.stage('settle duplicates')
  const rows = addressRows(barcodeRanges)
  const work = { rows, policy: input.duplicates, seed, threads: crew.threads }
  const losers = await crew.run('settleDuplicates', work)
  report.stage('group by order')
  const tickets = await groupTickets(crew, barcodeRanges, table)
  const normalisedIds = [...orderRanges, ...barcodeRanges].reduce(
    (sum, range) => sum + range.normalisedIds,
    0,
  )
  return { table, ...tickets, orderRanges, repeated, rows, losers, normalisedIds }
}

/** Builds the order table, and lets go of the rows that are in it. */
function gatherOrders(ranges: readonly OrderRange[], seed: number) {
  const orderRanges: GatheredOrders[] = ranges.map(({ orders, customers, longIds, ...range }) => range)
  return { ...buildOrderTable(ranges, seed), orderRanges }
}

async function readOrders(
  crew: Crew,
  { orders: csv, barcodes, chunkBytes, report }: FindVouchers,
): Promise<OrderRange[]> {
  const ranges = planRanges(csv, chunkBytes)
  const taken = new Int32Array(new SharedArrayBuffer(4))
  const onRange = progressOver(
    { from: 0, to: csv.size, all: csv.size + barcodes.size },
    crew.threads,
    report.progress,
  )
  const scanned = await crew.run('scanOrders', { csv, ranges, pieceBytes: chunkBytes, taken }, onRange)
  const ordered = inFileOrder(csv, scanned.flat())
  return stitchRanges(ordered, csv.bodyFrom, createOrderScan(csv, chunkBytes))
}

async function readBarcodes(
  crew: Crew,
  { orders, barcodes: csv, chunkBytes, report }: FindVouchers,
  table: OrderTable,
): Promise<BarcodeRange[]> {
  const ranges = planRanges(csv, chunkBytes)
  const taken = new Int32Array(new SharedArrayBuffer(4))
  const onRange = progressOver(
    { from: orders.size, to: orders.size + csv.size, all: orders.size + csv.size },
    crew.threads,
    report.progress,
  )
  const scanned = await crew.run(
    'scanBarcodes',
    { csv, ranges, table, pieceBytes: chunkBytes, taken },
    onRange,
  )
  const ordered = inFileOrder(csv, scanned.flat())
  return stitchRanges(ordered, csv.bodyFrom, createBarcodeScan(csv, table, chunkBytes))
}

/** The ranges in the order of the file. @throws FileFault when one of them is not UTF-8. */
function inFileOrder<T extends ScannedRange>(csv: CsvFile, ranges: readonly T[]): T[] {
  const ordered = ranges.toSorted((a, b) => a.range.from - b.range.from)
  const invalidAt = [findInvalidHeaderByte(csv), ...ordered.map((range) => range.invalidUtf8At)]
  const first = invalidAt.find((offset) => offset >= 0)
  if (first !== undefined) throw notUtf8(csv.path, first)
  return ordered
}

async function groupTickets(crew: Crew, ranges: readonly BarcodeRange[], table: OrderTable) {
  const stretches = planStretches(ranges, crew.threads)
  const counted = await crew.run('countTickets', { ranges, stretches, orderCount: table.count })
  const counts = counted.map((part) => part.counts)
  const { grouped, startsOfStretches } = layOutTickets(table.count, counts)
  await crew.run('placeTickets', { ranges, stretches, starts: startsOfStretches, tickets: grouped.tickets })
  const unassignedCount = counted.reduce((sum, part) => sum + part.unassignedCount, 0)
  return { grouped, unassignedCount }
}

/** Tells the progress over one of the two files from the ranges of this thread; the others have read about as much. */
function progressOver(
  bytes: { from: number; to: number; all: number },
  threads: number,
  tell: FindVouchers['report']['progress'],
) {
  let read = bytes.from
  return (more: number) => {
    read = Math.min(read + more * threads, bytes.to)
    tell(read, bytes.all)
  }
}
