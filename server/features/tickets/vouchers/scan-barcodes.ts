import type { CsvFile } from '../../../platform/csv/open-csv-file.ts'
import { createRecordReader } from '../../../platform/csv/record-reader.ts'
import { type BarcodeRow, createBarcodeCheck } from '../check-ticket-rows.ts'
import { barcodeKey, textEnd, textStart } from './barcode-keys.ts'
import { hashBytes, hashNumber } from './hash.ts'
import { createLongIds, idText, type LongIds, textOfId } from './ids.ts'
import { createLineMapBuilder, type LineMap, lineOf } from './line-map.ts'
import { findOrders, type OrderTable } from './order-table.ts'
import { beginRange, describeRange, type Range, type ScannedRange } from './ranges.ts'
import { createRejectLog, type RejectLog } from './reject-log.ts'
import { rowReasons } from './row-reason.ts'
import { byteList, floatList, sharedShorts } from './shared-lists.ts'

/** The rows of a range of barcodes.csv, every row in its place. */
export interface BarcodeRange extends ScannedRange {
  /** The barcodes' keys, see barcode-keys.ts; 0 where the row was refused. */
  keys: Float64Array
  /** The place of each row's order in the order table, or `unassigned`, or `refused`. */
  orders: Int32Array
  /** Sixteen bits of the hash of each row's barcode, by which the rows are shared out. */
  hashes: Uint16Array
  /** The barcodes that are not short digits. */
  texts: Uint8Array
  lines: LineMap
  rejects: RejectLog
  /** The refused rows whose order is not known; apart, because orders are looked up when the range is read. */
  unknownOrders: RejectLog
  normalisedIds: number
}

export const unassigned = -1
export const refused = -2

/** Makes a function that reads and checks a range of barcodes.csv and finds the order of each row. */
export function createBarcodeScan(
  csv: CsvFile,
  table: OrderTable,
  pieceBytes: number,
): (range: Range) => BarcodeRange {
  const reader = createRecordReader(pieceBytes, csv.fieldCount)
  const { record } = reader
  const check = createBarcodeCheck(csv.columns)
  const longIds = createLongIds(table.longIds)
  const keys = floatList()
  const orderKeys = floatList()
  const texts = byteList()
  const lines = createLineMapBuilder()

  return (range) => {
    beginRange(reader, csv, range)
    const rejects = createRejectLog()
    let normalisedIds = 0
    for (let row = 0; reader.next(); row++) {
      lines.add(record.line)
      const checked = record.fault === undefined ? check(record) : undefined
      if (checked !== undefined && checked.faults.length === 0) {
        if (checked.isAssigned && checked.order.isNormalised) normalisedIds++
        keys.push(barcodeKey(checked.barcode, texts))
        orderKeys.push(orderKey(checked, longIds))
      } else {
        rejects.add(row, record.line, rowReasons(record, checked?.faults ?? []))
        keys.push(0)
        orderKeys.push(refused)
      }
    }
    const found = { keys: keys.toShared(), texts: texts.toShared(), lines: lines.toMap() }
    const orders = lookUpOrders(table, orderKeys.toShared(), longIds.texts, found.lines)
    return {
      ...describeRange(range, reader, found.keys.length),
      ...found,
      ...orders,
      hashes: hashRows(found.keys, found.texts, table.seed),
      rejects: rejects.toLog(),
      normalisedIds,
    }
  }
}

function orderKey({ isAssigned, order }: BarcodeRow, longIds: LongIds): number {
  if (!isAssigned) return unassigned
  // A long id that no order has gets a number past those of the table, and so is not found in it.
  return order.value >= 0 ? order.value : longIds.add(idText(order))
}

/** Finds all orders of a range at once, and refuses the rows whose order is not known. */
function lookUpOrders(table: OrderTable, keys: Float64Array, longIds: readonly string[], lines: LineMap) {
  const orders = findOrders(table, keys)
  const unknown = createRejectLog()
  for (let row = 0; row < orders.length; row++) {
    if (orders[row] !== -1 || keys[row] === unassigned) continue
    orders[row] = refused
    unknown.add(row, lineOf(lines, row), [
      { code: 'order-unknown', column: 1, value: textOfId(keys[row], longIds) },
    ])
  }
  return { orders, unknownOrders: unknown.toLog() }
}

/** A whole number, or a negative one for a text, that is the same for equal barcodes. */
export function comparableKey(key: number, texts: Uint8Array, seed: number): number {
  return key >= 0 ? key : -1 - hashBytes(texts, textStart(key), textEnd(key, texts), seed)
}

function hashRows(keys: Float64Array, texts: Uint8Array, seed: number): Uint16Array {
  const hashes = sharedShorts(keys.length)
  for (let i = 0; i < keys.length; i++) hashes[i] = hashNumber(comparableKey(keys[i], texts, seed), seed)
  return hashes
}
