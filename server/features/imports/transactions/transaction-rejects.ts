import { refusals } from '#contract/refusals.ts'
import { csvLine } from '../../../platform/csv/write-csv.ts'
import type { Database } from '../../../platform/database/database.ts'
import type { PlacedReject, RejectPage, RejectPosition, RejectSource, RejectTable } from '../reject-source.ts'
import { rejectColumns } from '../rejects/reject-columns.ts'
import { faultsOf } from './list-transactions.ts'
import { toRowError } from './row-fault.ts'
import { splitRaw } from './split-raw.ts'
import { transactionColumns } from './transaction-columns.ts'
import { findTransactionsFile, listTransactionRows, type StoredTransaction } from './transactions-queries.ts'

/** The rejected rows of a transactions file. A position is a row and the number of its reason. */
export const transactionRejects: RejectSource = { page, table }

async function page(
  db: Database,
  jobId: number,
  [row = 1, reason = -1]: RejectPosition = [],
  limit: number,
): Promise<RejectPage> {
  const file = await findTransactionsFile(db, jobId)
  const found = await listTransactionRows(db, jobId, { filter: 'invalid', after: row - 1, limit: limit + 1 })
  const entries = found.rows
    .flatMap((stored) => toRejects(file?.name ?? '', stored))
    .filter(({ position: [otherRow = 0, otherReason = 0] }) => otherRow > row || otherReason > reason)
  return { entries: entries.slice(0, limit), isLast: found.isLast && entries.length <= limit }
}

function toRejects(file: string, stored: StoredTransaction): PlacedReject[] {
  return faultsOf(stored).map((fault, place) => {
    const { code, column, message } = toRowError(fault)
    const { level, hint } = refusals[code]
    const { line, row_number: row, raw } = stored
    const reject = { file, line, row, level, code, column, message, hint, value: fault.value, raw: raw ?? '' }
    return { reject, position: [row, place] }
  })
}

async function table(db: Database, jobId: number): Promise<RejectTable> {
  const file = await findTransactionsFile(db, jobId)
  const names = file?.column_names ?? [...transactionColumns]
  return { header: rejectColumns(names), rows: readLines(db, jobId, names.length) }
}

const batchRows = 1_000

async function* readLines(
  db: Database,
  jobId: number,
  columnCount: number,
): AsyncGenerator<(string | number)[]> {
  let after = 0
  for (;;) {
    const { rows, isLast } = await listTransactionRows(db, jobId, {
      filter: 'invalid',
      after,
      limit: batchRows,
    })
    for (const row of rows) yield toLine(row, columnCount)
    after = rows.at(-1)?.row_number ?? after
    if (isLast) return
  }
}

/** The row as it was read, and what Docket adds: fields too many, or the whole of what cannot be split, in `extra`. */
function toLine(stored: StoredTransaction, columnCount: number): (string | number)[] {
  const raw = stored.raw ?? ''
  const faults = faultsOf(stored)
  const fields = splitRaw(raw, faults)
  const known = Array.from({ length: columnCount }, (_, i) => fields?.[i] ?? '')
  const surplus = fields?.slice(columnCount) ?? []
  const extra = surplus.length > 0 ? csvLine(surplus).slice(0, -1) : ''
  const errors = faults.map(toRowError)
  const joined = (part: 'code' | 'message') => errors.map((error) => error[part]).join(';')
  return [...known, stored.line, joined('code'), joined('message'), fields === undefined ? raw : extra]
}
