import type { CsvFile } from '../../../platform/csv/open-csv-file.ts'
import { type BarcodeRow, createBarcodeCheck } from '../check-ticket-rows.ts'
import { barcodeKey } from './barcode-keys.ts'
import { idText, type LongIds } from './ids.ts'
import { createLineMapBuilder, type LineMap } from './line-map.ts'
import { findOrder, type OrderTable } from './order-table.ts'
import { describeRange, openRange, type Range, type ScannedRange } from './ranges.ts'
import { createRejectLog, type RejectLog } from './reject-log.ts'
import { rowReason } from './row-reason.ts'
import { byteList, floatList, intList } from './shared-lists.ts'

/** The rows of a range of barcodes.csv, every row in its place. */
export interface BarcodeRange extends ScannedRange {
  /** The barcodes' keys, see barcode-keys.ts; 0 where the row was refused. */
  keys: Float64Array
  /** The place of each row's order in the order table, or `unassigned`, or `refused`. */
  orders: Int32Array
  /** The barcodes that are not short digits. */
  texts: Uint8Array
  lines: LineMap
  rejects: RejectLog
  normalisedIds: number
}

export const unassigned = -1
export const refused = -2

/** Reads and checks a range of barcodes.csv, and finds the order of each row. */
export function scanBarcodeRange(
  csv: CsvFile,
  range: Range,
  table: OrderTable,
  longIds: LongIds,
  pieceBytes: number,
): BarcodeRange {
  const reader = openRange(csv, range, pieceBytes)
  const check = createBarcodeCheck(csv.columns)
  const keys = floatList()
  const orders = intList()
  const texts = byteList()
  const lines = createLineMapBuilder()
  const rejects = createRejectLog()
  let normalisedIds = 0
  let row = 0
  for (; reader.next(); row++) {
    const { record } = reader
    lines.add(record.line)
    const checked = record.fault === undefined ? check(record) : undefined
    const isGood = checked !== undefined && checked.faults.length === 0
    const order = isGood ? placeOfOrder(checked, table, longIds) : refused
    if (isGood && checked.isAssigned && checked.order.isNormalised) normalisedIds++
    orders.push(order)
    keys.push(isGood && order !== refused ? barcodeKey(checked.barcode, texts) : 0)
    if (isGood && order !== refused) continue
    if (isGood)
      rejects.add(row, record.line, [{ code: 'order-unknown', column: 1, value: idText(checked.order) }])
    else rejects.add(row, record.line, checked?.faults ?? [rowReason(record)])
  }
  return {
    ...describeRange(range, reader, row),
    keys: keys.toShared(),
    orders: orders.toShared(),
    texts: texts.toShared(),
    lines: lines.toMap(),
    rejects: rejects.toLog(),
    normalisedIds,
  }
}

/** The place of the row's order; `unassigned` without one, `refused` when no such order is known. */
function placeOfOrder({ isAssigned, order }: BarcodeRow, table: OrderTable, longIds: LongIds): number {
  if (!isAssigned) return unassigned
  const key = order.value >= 0 ? order.value : longIds.keyOf(idText(order))
  const place = key === undefined ? -1 : findOrder(table, key)
  return place >= 0 ? place : refused
}
