import type { CsvRecord, RecordFault } from '../../../platform/csv/csv-record.ts'
import { createCellReader, createTransactionCheck, type TransactionRow } from './check-transaction.ts'
import type { CopyText } from './copy-text.ts'
import { rawText, storable } from './raw-text.ts'
import type { RepeatFilter } from './repeat-filter.ts'
import { cutValue, type RowFault } from './row-fault.ts'

interface Verdict {
  isValid: boolean
  isSuspicious: boolean
}

/** The columns that a row is written into, in this order. The job's id is the default of its partition. */
export const copiedColumns = [
  'row_number',
  'line',
  'transaction_id',
  'amount',
  'date',
  'description',
  'user_id',
  'is_valid',
  'is_suspicious',
  'errors',
  'raw',
] as const

/** Makes the function that checks a record and writes it with its verdict. `columns` are the places of its fields. */
export function createRowWriter(
  columns: readonly number[],
  repeats?: RepeatFilter,
): (text: CopyText, rowNumber: number, record: CsvRecord) => Verdict {
  const readCells = createCellReader(columns)
  const check = createTransactionCheck()
  const verdict = { isValid: true, isSuspicious: false }

  return (text, rowNumber, record) => {
    // The cells of a record with a fault cannot be told for certain.
    const row = check(record.fault === undefined ? readCells(record) : [])
    const faults = record.fault === undefined ? toRowFaults(row) : [wholeRow(record.fault)]
    verdict.isValid = faults.length === 0
    verdict.isSuspicious = row.isSuspicious
    if (verdict.isValid) repeats?.add(row.id)
    text.number(rowNumber)
    text.number(record.line)
    writeCells(text, row)
    text.flag(verdict.isValid)
    text.flag(verdict.isSuspicious)
    text.text(verdict.isValid ? undefined : JSON.stringify(faults))
    text.text(verdict.isValid ? undefined : rawText(record))
    text.endRow()
    return verdict
  }
}

function writeCells(text: CopyText, row: TransactionRow): void {
  text.cell(row.id)
  text.cell(row.amount)
  text.cell(row.date)
  text.cell(row.description)
  text.cell(row.userId)
}

/** The reasons of a checked row as they are stored. */
export function toRowFaults({ faults }: TransactionRow): RowFault[] {
  return faults.map(({ code, column, value }) => ({ code, column, value: cutValue(storable(value)) }))
}

function wholeRow(code: RecordFault): RowFault {
  return { code, column: null, value: null }
}
