import { writeSync } from 'node:fs'
import { basename } from 'node:path'
import { type RefusalCode, refusals } from '#contract/refusals.ts'
import type { CsvFile } from '../../platform/csv/open-csv-file.ts'
import { csvLine } from '../../platform/csv/write-csv.ts'
import { oneLine } from '../../platform/one-line.ts'
import { showValue } from './show-value.ts'
import type { Vouchers } from './vouchers/find-vouchers.ts'
import { listBarcodeRejects, listOrderRejects, type Reject } from './vouchers/list-rejects.ts'

const header = ['file', 'line', 'row', 'column', 'code', 'message', 'value']
const flushCharacters = 16_384

/** Writes one line per refused row, orders first and then by line, tells each to `report`, and counts rows per code. */
export function writeRejects(
  file: number,
  vouchers: Vouchers,
  { orders, barcodes }: { orders: CsvFile; barcodes: CsvFile },
  report: { reject(file: string, reject: Reject): void },
): { rejects: Partial<Record<RefusalCode, number>>; rejectedRows: number } {
  const counts = new Map<RefusalCode, number>()
  const names = fileNames(orders.path, barcodes.path)
  let rejectedRows = 0
  let text = csvLine(header)
  for (const [name, rejects] of [
    [names.orders, listOrders(vouchers, orders)],
    [names.barcodes, listBarcodeRejects(vouchers.rows, barcodes.bodyLine, vouchers.losers)],
  ] as const) {
    for (const reject of rejects) {
      rejectedRows++
      for (const code of new Set(reject.reasons.map((reason) => reason.code)))
        counts.set(code, (counts.get(code) ?? 0) + 1)
      report.reject(name, reject)
      text += rejectLine(name, reject)
      if (text.length > flushCharacters) text = flush(file, text)
    }
  }
  flush(file, text)
  return { rejects: inTableOrder(counts), rejectedRows }
}

function listOrders(vouchers: Vouchers, orders: CsvFile): Generator<Reject> {
  const { orderRanges, table, repeated } = vouchers
  return listOrderRejects(orderRanges, orders.bodyLine, table, repeated, listEmptyOrders(vouchers))
}

/** The orders without tickets, in the order of their rows. */
function listEmptyOrders({ table, grouped }: Vouchers): { row: number; order: number }[] {
  const empty: { row: number; order: number }[] = []
  for (let place = 0; place < table.count; place++) {
    if (grouped.counts[place] === 0) empty.push({ row: table.rows[place], order: table.orders[place] })
  }
  return empty.sort((a, b) => a.row - b.row)
}

function rejectLine(name: string, { line, row, reasons }: Reject): string {
  const joined = (part: 'column' | 'code' | 'message') => reasons.map((reason) => reason[part]).join(';')
  const value = reasons.map((reason) => showValue(reason.value)).join(';')
  return csvLine([name, line, row, joined('column'), joined('code'), joined('message'), value])
}

function flush(file: number, text: string): string {
  const bytes = Buffer.from(text)
  for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done)
  return ''
}

/** The files' names without their folders, unless that would make them the same or say nothing. */
function fileNames(orders: string, barcodes: string): { orders: string; barcodes: string } {
  const isSame = basename(orders) === basename(barcodes)
  const shown = (path: string) => oneLine(isSame || isDevice.test(path) ? path : basename(path))
  return { orders: shown(orders), barcodes: shown(barcodes) }
}

/** Pipes go by paths such as /dev/fd/63, whose last part says nothing. */
const isDevice = /^\/(dev|proc)\//

function inTableOrder(counts: ReadonlyMap<RefusalCode, number>): Partial<Record<RefusalCode, number>> {
  const codes = Object.keys(refusals) as RefusalCode[]
  return Object.fromEntries(codes.flatMap((code) => (counts.has(code) ? [[code, counts.get(code)]] : [])))
}
