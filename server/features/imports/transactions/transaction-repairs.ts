import type { Fault } from '#contract/problem.ts'
import type { Cell } from '../../../platform/csv/cell.ts'
import { cellText } from '../../../platform/csv/cell.ts'
import type { Transaction } from '../../../platform/database/database.ts'
import type { RepairOrigin, RepairOutcome, RepairRow, RepairTarget } from '../repair-target.ts'
import { refuseRepair } from '../repairs/refuse-repair.ts'
import { createTransactionCheck } from './check-transaction.ts'
import { type RowFault, toRowError } from './row-fault.ts'
import { duplicateOf } from './settle-duplicates.ts'
import { transactionColumns, wantedColumns } from './transaction-columns.ts'
import {
  findRejectedRows,
  findRepairedLines,
  findTakenIds,
  keepReplaced,
  type MendedRow,
  type RejectedRow,
  storeMended,
} from './transaction-repairs-queries.ts'
import { toRowFaults } from './write-row.ts'

/** Takes mended rows back into a transactions file: the same checks, and ids that no valid row of the job has. */
export const transactionRepairs: RepairTarget = { columns: wantedColumns, repair }

async function repair(
  tx: Transaction,
  jobId: number,
  rows: readonly RepairRow[],
  origin: RepairOrigin,
): Promise<RepairOutcome> {
  const lines = rows.map(({ line }) => line)
  const rejected = new Map((await findRejectedRows(tx, jobId, lines)).map((row) => [row.line, row]))
  const repairedBefore = new Set(await findRepairedLines(tx, jobId, lines, origin.sha256))
  refuseUnknown(rows.filter(({ line }) => !rejected.has(line) && !repairedBefore.has(line)))
  const checked = rows.filter(({ line }) => rejected.has(line)).map(checkRow)
  const { mended, stillInvalid } = await settle(tx, jobId, checked)
  await keepReplaced(tx, jobId, mended, origin)
  await storeMended(tx, jobId, mended)
  return { repaired: mended.length + repairedBefore.size, stillInvalid, counted: count(mended, rejected) }
}

function refuseUnknown(rows: readonly RepairRow[]): void {
  if (rows.length === 0) return
  const faults = rows.map(
    ({ pointer, line }): Fault => ({
      pointer,
      code: 'value-unknown',
      message: `is for line ${line}, which is no rejected row of this job, or no longer: download the rejects again`,
    }),
  )
  throw refuseRepair('values-invalid', faults)
}

/** A sent row: what would be stored, or why it cannot be. */
interface CheckedRow {
  line: number
  mended: MendedRow | undefined
  faults: readonly RowFault[]
}

function checkRow({ line, values, fault }: RepairRow): CheckedRow {
  if (fault !== undefined)
    return { line, mended: undefined, faults: [{ code: fault, column: null, value: null }] }
  const row = check(transactionColumns.map((column) => toCell(values.get(column) ?? '')))
  const faults = toRowFaults(row)
  if (faults.length > 0) return { line, mended: undefined, faults }
  const mended = {
    line,
    transaction_id: cellText(row.id),
    amount: cellText(row.amount),
    date: cellText(row.date),
    description: cellText(row.description) || null,
    user_id: cellText(row.userId) || null,
    is_suspicious: row.isSuspicious,
  }
  return { line, mended, faults }
}

const check = createTransactionCheck()

function toCell(text: string): Cell {
  const bytes = Buffer.from(text)
  return { bytes, start: 0, end: bytes.length }
}

/** Of the rows that are right by themselves, those whose id no valid row has, nor a row of the repair at an earlier line. */
async function settle(
  tx: Transaction,
  jobId: number,
  checked: readonly CheckedRow[],
): Promise<{ mended: MendedRow[]; stillInvalid: RepairOutcome['stillInvalid'] }> {
  const ids = checked.flatMap(({ mended }) => mended?.transaction_id ?? [])
  const keepers = await findTakenIds(tx, jobId, ids)
  const mended: MendedRow[] = []
  const stillInvalid: RepairOutcome['stillInvalid'] = []
  for (const row of checked.toSorted((a, b) => a.line - b.line)) {
    const faults = row.mended === undefined ? row.faults : findCollision(row.mended, keepers)
    if (row.mended === undefined || faults.length > 0) {
      stillInvalid.push({ line: row.line, errors: faults.map(toRowError) })
    } else {
      keepers.set(row.mended.transaction_id, row.line)
      mended.push(row.mended)
    }
  }
  return { mended, stillInvalid }
}

function findCollision({ transaction_id }: MendedRow, keepers: ReadonlyMap<string, number>): RowFault[] {
  const first_line = keepers.get(transaction_id)
  return first_line === undefined ? [] : [duplicateOf({ transaction_id, first_line })]
}

function count(
  mended: readonly MendedRow[],
  rejected: ReadonlyMap<number, RejectedRow>,
): RepairOutcome['counted'] {
  const isNow = mended.filter(({ is_suspicious }) => is_suspicious).length
  const was = mended.filter(({ line }) => rejected.get(line)?.is_suspicious === true).length
  return { processed: 0, valid: mended.length, invalid: -mended.length, suspicious: isNow - was }
}
