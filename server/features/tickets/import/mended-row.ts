import { cellText } from '../../../platform/csv/cell.ts'
import type { CsvRecord } from '../../../platform/csv/csv-record.ts'
import { createRecordScanner } from '../../../platform/csv/record-scanner.ts'
import { csvLine } from '../../../platform/csv/write-csv.ts'
import type { RepairRow } from '../../imports/repair-target.ts'
import { barcodeColumns, createBarcodeCheck, createOrderCheck, orderColumns } from '../check-ticket-rows.ts'
import type { WholeNumber } from '../read-whole-number.ts'
import { showValue } from '../show-value.ts'
import type { TicketReason } from './ticket-reason.ts'
import { ordersPart } from './ticket-tables-queries.ts'

/** A mended row that was checked by itself: what is staged for it, or why it is refused. */
export interface MendedRow {
  part: number
  line: number
  /** The number of the refused row whose place it takes. */
  rowNumber: number
  orderId: string | null
  /** Of a row of orders. */
  customerId: string | null
  /** Of a row of barcodes. */
  barcode: string | null
  faults: TicketReason[]
}

/** Checks a mended row as a row of its file is checked. */
export function checkMendedRow(
  { part, line, values, fault }: RepairRow & { part: number },
  rowNumber: number,
): MendedRow {
  const row: MendedRow = {
    ...{ part, line, rowNumber, orderId: null, customerId: null, barcode: null },
    faults: fault === undefined ? [] : [{ code: fault, column: null, value: '' }],
  }
  if (fault !== undefined) return row
  const columns = part === ordersPart ? orderColumns : barcodeColumns
  const record = toRecord(columns.map((column) => values.get(column) ?? ''))
  if (record.fault !== undefined) return { ...row, faults: [{ code: record.fault, column: null, value: '' }] }
  return part === ordersPart ? readOrder(row, record) : readBarcode(row, record)
}

function readOrder(row: MendedRow, record: CsvRecord): MendedRow {
  const { order, customer, faults } = createOrderCheck([0, 1])(record)
  if (faults.length > 0) return { ...row, faults: faults.map((fault) => toReason(fault, orderColumns)) }
  return { ...row, orderId: numberText(order), customerId: numberText(customer) }
}

function readBarcode(row: MendedRow, record: CsvRecord): MendedRow {
  const { barcode, order, isAssigned, faults } = createBarcodeCheck([0, 1])(record)
  if (faults.length > 0) return { ...row, faults: faults.map((fault) => toReason(fault, barcodeColumns)) }
  return { ...row, barcode: cellText(barcode), orderId: isAssigned ? numberText(order) : null }
}

function toReason(
  { code, column, value }: { code: TicketReason['code']; column: number; value: string },
  columns: readonly string[],
): TicketReason {
  return { code, column: columns[column] ?? null, value: showValue(value) }
}

function numberText({ bytes, start, end }: WholeNumber): string {
  return Buffer.from(bytes.subarray(start, end)).toString('latin1')
}

/** The record that the values would be in a file: one way to check them, wherever they come from. */
function toRecord(values: readonly string[]): CsvRecord {
  const text = Buffer.from(csvLine(values))
  // The scanner wants one spare byte behind what it reads.
  const bytes = Buffer.concat([text, Buffer.alloc(1)])
  const scanner = createRecordScanner(values.length)
  scanner.begin(1)
  scanner.load({ bytes, from: 0, to: text.length, stopAt: text.length, isLast: true })
  scanner.next()
  return scanner.record
}
