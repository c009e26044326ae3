import type { JobTransaction, JobTransactionsQuery } from '#contract/job-rows.ts'
import type { Page } from '#contract/lists.ts'
import type { Call } from '../../../platform/principal.ts'
import type { JobRow } from '../job-row.ts'
import { requireJob } from '../require-job.ts'
import { type RowFault, toRowError } from './row-fault.ts'
import {
  listTransactionRows,
  type StoredTransaction,
  type TransactionFilter,
} from './transactions-queries.ts'

/** One page of a job's rows with their verdicts, in the order of the file. @throws ProblemError 404, or 422 for a cursor */
export async function listTransactions(
  call: Call,
  id: string,
  { filter, limit, cursor }: JobTransactionsQuery,
): Promise<Page<JobTransaction>> {
  const job = await requireJob(call, id)
  const cursors = call.cursors.within('transactions')
  const filters = { job: job.public_id, filter }
  const [after] = cursor === undefined ? [0] : cursors.decode(cursor, filters)
  const { rows, isLast } = await listTransactionRows(call.db, job.id, { filter, after: Number(after), limit })
  const last = rows.at(-1)
  return {
    items: rows.map(toTransaction),
    nextCursor: isLast || last === undefined ? null : cursors.encode([last.row_number], filters),
    ...(job.status === 'completed' ? { total: totalOf(job, filter) } : {}),
  }
}

const batchRows = 1_000

/**
 * All rows of a job, for a download, which may take as long as its reader: between two batches no transaction and no connection
 * is held. The rows of a job never move, so nothing is missed.
 */
export async function* readTransactions(
  { db }: Call,
  { id }: JobRow,
  filter: TransactionFilter | undefined,
): AsyncGenerator<JobTransaction> {
  let after = 0
  for (;;) {
    const { rows, isLast } = await listTransactionRows(db, id, { filter, after, limit: batchRows })
    yield* rows.map(toTransaction)
    after = rows.at(-1)?.row_number ?? after
    if (isLast) return
  }
}

function totalOf(job: JobRow, filter: TransactionFilter | undefined): number {
  switch (filter) {
    case 'valid':
      return job.valid_records
    case 'invalid':
      return job.invalid_records
    case 'suspicious':
      return job.suspicious_records
    case undefined:
      return job.total_records
  }
}

function toTransaction(row: StoredTransaction): JobTransaction {
  return {
    row: row.row_number,
    line: row.line,
    transactionId: row.transaction_id,
    amount: row.amount,
    date: row.date,
    description: row.description,
    userId: row.user_id,
    valid: row.is_valid,
    suspicious: row.is_suspicious,
    errors: faultsOf(row).map(toRowError),
    raw: row.raw,
  }
}

/** The reasons of a stored row. Only the import and repairs write them, in this shape. */
export function faultsOf({ errors }: { errors: unknown }): RowFault[] {
  return (errors ?? []) as RowFault[]
}
