import type { RowError } from '#contract/job-rows.ts'
import { type RefusalCode, refusals } from '#contract/refusals.ts'
import type { RecordFault } from '../../../platform/csv/csv-record.ts'
import { describeRecordFault, isRecordFault } from '../../../platform/csv/describe-record-fault.ts'
import type { CellCode } from './check-transaction.ts'

/** Everything a row of a transactions file can be refused for. */
type TransactionCode = RecordFault | CellCode | Extract<RefusalCode, 'transaction-duplicate'>

/** One reason as it is stored with its row; what it says to a person is made when it is read. */
export interface RowFault {
  code: TransactionCode
  /** Null when the whole row is meant. */
  column: string | null
  /** The bad cell, cut at `valueCharactersMax`; null when the whole row is meant. */
  value: string | null
  /** The line of the row it collides with. */
  firstLine?: number
}

/** Values are cut here, wherever they are kept beside their row (spec 2.1). */
const valueCharactersMax = 1_000

/** The reason as everybody sees it. */
export function toRowError({ code, column, firstLine }: RowFault): RowError {
  const error = { code, column, message: describe(code, firstLine), hint: refusals[code].hint }
  return firstLine === undefined ? error : { ...error, firstLine }
}

function describe(code: TransactionCode, firstLine: number | undefined): string {
  if (code === 'transaction-duplicate') return `the same transaction stands in line ${firstLine}`
  return isRecordFault(code) ? describeRecordFault(code) : cellFaults[code]
}

const cellFaults: Record<Exclude<CellCode, RecordFault>, string> = {
  'value-missing': 'there is no value',
  'amount-invalid': 'the amount is not a decimal that can be kept exactly',
  'date-invalid': 'the date is not one of the calendar, or not written as ISO 8601',
  'value-too-long': 'the value is longer than 255 characters',
  'description-too-long': 'the description is longer than 10,000 characters',
}

/** `value` cut for keeping beside its row, with an ellipsis where it was cut. */
export function cutValue(value: string): string {
  if (value.length <= valueCharactersMax) return value
  const characters = Array.from(value.slice(0, 2 * valueCharactersMax + 2))
  if (characters.length <= valueCharactersMax) return value
  return `${characters.slice(0, valueCharactersMax).join('')}…`
}
