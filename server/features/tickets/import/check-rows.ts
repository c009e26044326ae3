import type { CsvRecord } from '../../../platform/csv/csv-record.ts'
import { type CopyText, createCopyText } from '../../imports/transactions/copy-text.ts'
import { rawText } from '../../imports/transactions/raw-text.ts'
import { barcodeColumns, createBarcodeCheck, createOrderCheck, orderColumns } from '../check-ticket-rows.ts'
import { showValue } from '../show-value.ts'
import type { LoggedReason } from '../vouchers/reject-log.ts'
import { rowReasons } from '../vouchers/row-reason.ts'
import type { TicketReason } from './ticket-reason.ts'
import { barcodesPart, ordersPart } from './ticket-tables-queries.ts'

/** The rows of a stretch of one file, ready for COPY: those that are right by themselves, and those that are not. */
export interface CheckedRows {
  table: 'ticket_orders' | 'ticket_barcodes'
  staged: CopyText
  rejects: CopyText
}

/** Adds a record to `rows`. Returns false when it is refused. */
export type CheckRow = (rows: CheckedRows, rowNumber: number, record: CsvRecord) => boolean

/** Room for the rows of one chunk, usually. */
const roomBytes = 1_048_576

/** Makes an empty list for the rows of one of the two files. */
export function createCheckedRows(table: CheckedRows['table']): CheckedRows {
  return { table, staged: createCopyText(roomBytes), rejects: createCopyText(roomBytes / 16) }
}

/** Makes the check of the records of an orders file. `columns` are the places of its fields. */
export function createOrderRowCheck(columns: readonly number[]): CheckRow {
  const check = createOrderCheck(columns)
  return ({ staged, rejects }, rowNumber, record) => {
    const row = record.fault === undefined ? check(record) : undefined
    if (row === undefined || row.faults.length > 0) {
      reject(rejects, ordersPart, rowNumber, record, rowReasons(record, row?.faults ?? []))
      return false
    }
    const { order, customer } = row
    const isPlain =
      order.bytes === record.bytes &&
      customer.bytes === record.bytes &&
      order.start === record.start &&
      order.end + 1 === customer.start &&
      customer.end === record.end
    staged.number(rowNumber)
    staged.number(record.line)
    staged.cell(order)
    staged.cell(customer)
    staged.text(isPlain ? undefined : rawText(record))
    staged.endRow()
    return true
  }
}

/** Makes the check of the records of a barcodes file. `columns` are the places of its fields. */
export function createBarcodeRowCheck(columns: readonly number[]): CheckRow {
  const check = createBarcodeCheck(columns)
  return ({ staged, rejects }, rowNumber, record) => {
    const row = record.fault === undefined ? check(record) : undefined
    if (row === undefined || row.faults.length > 0) {
      reject(rejects, barcodesPart, rowNumber, record, rowReasons(record, row?.faults ?? []))
      return false
    }
    const { barcode, order, isAssigned } = row
    const orderEnd = isAssigned && order.bytes === record.bytes ? order.end : barcode.end + 1
    const isPlain =
      barcode.bytes === record.bytes &&
      barcode.start === record.start &&
      (!isAssigned || (order.bytes === record.bytes && order.start === barcode.end + 1)) &&
      orderEnd === record.end
    staged.number(rowNumber)
    staged.number(record.line)
    staged.cell(barcode)
    if (isAssigned) staged.cell(order)
    else staged.text(undefined)
    staged.text(isPlain ? undefined : rawText(record))
    staged.endRow()
    return true
  }
}

function reject(
  rejects: CopyText,
  part: number,
  rowNumber: number,
  record: CsvRecord,
  reasons: readonly LoggedReason[],
): void {
  const columns = part === ordersPart ? orderColumns : barcodeColumns
  const errors = reasons.map(
    ({ code, column, value }): TicketReason => ({
      code,
      column: columns[column] ?? null,
      value: showValue(value),
    }),
  )
  rejects.number(part)
  rejects.number(rowNumber)
  rejects.number(record.line)
  rejects.text('row')
  rejects.text(JSON.stringify(errors))
  rejects.text(rawText(record))
  rejects.endRow()
}
