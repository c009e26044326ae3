import type { RefusalCode } from '#contract/refusals.ts'
import { type Cell, cellText, emptyCell, readCell } from '../../../platform/csv/cell.ts'
import type { CsvRecord } from '../../../platform/csv/csv-record.ts'
import { emptyAmount, readAmount } from './read-amount.ts'
import { emptyInstant, readDate } from './read-date.ts'
import { type TransactionColumn, transactionColumns } from './transaction-columns.ts'

/** What a cell of a transactions file can be refused for. */
export type CellCode = Extract<
  RefusalCode,
  | 'value-missing'
  | 'amount-invalid'
  | 'date-invalid'
  | 'value-too-long'
  | 'description-too-long'
  | 'control-character'
>

interface CellFault {
  code: CellCode
  column: TransactionColumn
  value: string
}

/** A row of a transactions file; valid when `faults` is empty. What is absent or refused is empty. Overwritten by the next check. */
export interface TransactionRow {
  id: Cell
  /** Plain decimal text. */
  amount: Cell
  /** ISO 8601 in UTC. */
  date: Cell
  description: Cell
  userId: Cell
  isSuspicious: boolean
  faults: CellFault[]
}

/** The longest id and the longest description, in code points (spec 3). */
const idCharactersMax = 255
const descriptionCharactersMax = 10_000

/** Checks the cells of a row, in the order of `transactionColumns`; an absent one is empty. */
export type TransactionCheck = (cells: readonly Cell[]) => TransactionRow

/** Makes the check of one row by itself (docs/csv-rules.md, "Transaction files"): all its reasons at once. */
export function createTransactionCheck(): TransactionCheck {
  const amount = emptyAmount()
  const instant = emptyInstant()
  const row: TransactionRow = {
    id: emptyCell(),
    amount: emptyCell(),
    date: emptyCell(),
    description: emptyCell(),
    userId: emptyCell(),
    isSuspicious: false,
    faults: [],
  }

  return ([id = nothing, amountCell = nothing, date = nothing, description = nothing, userId = nothing]) => {
    if (row.faults.length > 0) row.faults = []
    row.id = keep(0, id, isEmpty(id) ? 'value-missing' : findIdFault(id))
    const isAmount = readAmount(amountCell, amount)
    row.isSuspicious = isAmount && amount.isSuspicious
    const amountFault = isAmount ? undefined : missingOr('amount-invalid', amountCell)
    row.amount = keep(1, amountCell, amountFault) === nothing ? nothing : amount.text
    const dateFault = readDate(date, instant) ? undefined : missingOr('date-invalid', date)
    row.date = keep(2, date, dateFault) === nothing ? nothing : instant
    row.description = keep(3, description, findDescriptionFault(description))
    row.userId = keep(4, userId, findIdFault(userId))
    return row
  }

  /** The cell, or nothing when it is refused. */
  function keep(place: number, cell: Cell, code: CellCode | undefined): Cell {
    const column = transactionColumns[place]
    if (code === undefined || column === undefined) return cell
    row.faults.push({ code, column, value: cellText(cell) })
    return nothing
  }
}

/** Makes the reading of a record's cells for the check. `columns` are their places; -1 for one that the file does not have. */
export function createCellReader(columns: readonly number[]): (record: CsvRecord) => readonly Cell[] {
  const cells = columns.map(emptyCell)
  return (record) => {
    for (let i = 0; i < columns.length; i++) {
      if (columns[i] >= 0) readCell(record, columns[i], cells[i])
    }
    return cells
  }
}

/** Stands for what is absent or refused. */
const nothing = emptyCell()

function missingOr(code: CellCode, cell: Cell): CellCode {
  return isEmpty(cell) ? 'value-missing' : code
}

function isEmpty({ start, end }: Cell): boolean {
  return start === end
}

function findIdFault({ bytes, start, end }: Cell): CellCode | undefined {
  for (let i = start; i < end; i++) {
    // The row's own check let only tab, CR and LF pass.
    if (bytes[i] < 0x20) return 'control-character'
  }
  return isLonger(bytes, start, end, idCharactersMax) ? 'value-too-long' : undefined
}

function findDescriptionFault({ bytes, start, end }: Cell): CellCode | undefined {
  return isLonger(bytes, start, end, descriptionCharactersMax) ? 'description-too-long' : undefined
}

/** Counts code points: every byte but the continuation bytes of UTF-8. */
function isLonger(bytes: Uint8Array, start: number, end: number, charactersMax: number): boolean {
  if (end - start <= charactersMax) return false
  let count = 0
  for (let i = start; i < end; i++) {
    if ((bytes[i] & 0xc0) !== 0x80) count++
  }
  return count > charactersMax
}
