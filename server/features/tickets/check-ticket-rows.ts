import { type Cell, cellText, emptyCell, readCell } from '../../platform/csv/cell.ts'
import type { CsvRecord } from '../../platform/csv/csv-record.ts'
import type { CellCode } from './describe-refusal.ts'
import { emptyWholeNumber, readWholeNumber, type WholeNumber } from './read-whole-number.ts'

/** The needed columns of the two ticket files, in the order in which their cells are checked. */
export const orderColumns = ['order_id', 'customer_id'] as const
export const barcodeColumns = ['barcode', 'order_id'] as const

/** One bad cell: the index of its column among the needed ones, and why. */
interface CellFault {
  code: CellCode
  column: number
  value: string
}

/** A row of orders.csv; valid when `faults` is empty. Overwritten by the next check. */
export interface OrderRow {
  order: WholeNumber
  customer: WholeNumber
  faults: CellFault[]
}

/** A row of barcodes.csv; valid when `faults` is empty. Overwritten by the next check. */
export interface BarcodeRow {
  barcode: Cell
  order: WholeNumber
  /** False when the row names no order: the barcode was not sold. */
  isAssigned: boolean
  faults: CellFault[]
}

const barcodeCharactersMax = 255

/** Makes the check of a row of orders.csv by itself (docs/csv-rules.md, "Ticket files"). `columns` are its fields' places. */
export function createOrderCheck(columns: readonly number[]): (record: CsvRecord) => OrderRow {
  const [orderColumn, customerColumn] = columns
  const row: OrderRow = { order: emptyWholeNumber(), customer: emptyWholeNumber(), faults: [] }
  const cell = emptyCell()

  return (record) => {
    if (row.faults.length > 0) row.faults = []
    readCell(record, orderColumn, cell)
    const orderFault = readWholeNumber(cell, row.order)
    if (orderFault !== undefined) row.faults.push({ code: orderFault, column: 0, value: cellText(cell) })
    readCell(record, customerColumn, cell)
    const customerFault = readWholeNumber(cell, row.customer)
    if (customerFault !== undefined)
      row.faults.push({ code: customerFault, column: 1, value: cellText(cell) })
    return row
  }
}

/** Makes the check of a row of barcodes.csv by itself (docs/csv-rules.md, "Ticket files"). `columns` are its fields' places. */
export function createBarcodeCheck(columns: readonly number[]): (record: CsvRecord) => BarcodeRow {
  const [barcodeColumn, orderColumn] = columns
  const row: BarcodeRow = { barcode: emptyCell(), order: emptyWholeNumber(), isAssigned: false, faults: [] }
  const cell = emptyCell()

  return (record) => {
    if (row.faults.length > 0) row.faults = []
    readCell(record, barcodeColumn, row.barcode)
    const barcodeFault = findBarcodeFault(row.barcode)
    if (barcodeFault !== undefined)
      row.faults.push({ code: barcodeFault, column: 0, value: cellText(row.barcode) })
    readCell(record, orderColumn, cell)
    row.isAssigned = cell.start < cell.end
    if (!row.isAssigned) return row
    const orderFault = readWholeNumber(cell, row.order)
    if (orderFault !== undefined) row.faults.push({ code: orderFault, column: 1, value: cellText(cell) })
    return row
  }
}

function findBarcodeFault({ bytes, start, end }: Cell): CellCode | undefined {
  if (start === end) return 'value-missing'
  for (let i = start; i < end; i++) {
    // The row's own check let only tab, CR and LF pass.
    if (bytes[i] < 0x20) return 'control-character'
  }
  return end - start > barcodeCharactersMax && countCharacters(bytes, start, end) > barcodeCharactersMax
    ? 'value-too-long'
    : undefined
}

/** Code points: every byte but the continuation bytes of UTF-8. */
function countCharacters(bytes: Uint8Array, start: number, end: number): number {
  let count = 0
  for (let i = start; i < end; i++) {
    if ((bytes[i] & 0xc0) !== 0x80) count++
  }
  return count
}
