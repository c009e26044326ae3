import { type RawBuilder, sql } from 'kysely'
import type { transactionFilters } from '#contract/job-rows.ts'
import type { Database, Transaction } from '../../../platform/database/database.ts'

/** Keeps the names in a file's header, for writing its rejected rows as they were. */
export async function rememberColumns(
  tx: Transaction,
  fileId: number,
  names: readonly string[],
): Promise<void> {
  await tx
    .updateTable('job_files')
    .set({ column_names: [...names] })
    .where('id', '=', fileId)
    .execute()
}

export type TransactionFilter = (typeof transactionFilters)[number]

/** A stored row; its date as ISO 8601 in UTC. */
export interface StoredTransaction {
  row_number: number
  line: number
  transaction_id: string | null
  amount: string | null
  date: string | null
  description: string | null
  user_id: string | null
  is_valid: boolean
  is_suspicious: boolean
  errors: unknown
  raw: string | null
}

/** Which rows to list: those behind row `after` that match, up to `limit`. */
export interface RowRange {
  filter: TransactionFilter | undefined
  after: number
  limit: number
}

/** The texts of a page come to so many bytes at most, or to one row: a raw row may have a mebibyte. */
const pageBytesMax = 4 * 1_048_576

/** Rows of a job in the order of the file, and whether none follow that match. */
export async function listTransactionRows(
  db: Database,
  jobId: number,
  { filter, after, limit }: RowRange,
): Promise<{ rows: StoredTransaction[]; isLast: boolean }> {
  const { rows } = await sql<StoredTransaction & { found: number }>`
    select row_number, line, transaction_id, amount::text as amount,
      to_char(date at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as date,
      description, user_id, is_valid, is_suspicious, errors, raw, found
    from (
      select *, count(*) over () as found,
        sum(coalesce(octet_length(raw), 0) + coalesce(octet_length(description), 0)) over (
          order by row_number rows between unbounded preceding and 1 preceding
        ) as bytes_before
      from (
        select * from transactions
        where job_id = ${jobId} and row_number > ${after} and ${matches(filter)}
        order by row_number limit ${limit + 1}
      ) as next_rows
    ) as measured
    where coalesce(bytes_before, 0) < ${pageBytesMax}
    order by row_number limit ${limit}
  `.execute(db)
  return { rows, isLast: (rows[0]?.found ?? 0) <= rows.length }
}

function matches(filter: TransactionFilter | undefined): RawBuilder<boolean> {
  switch (filter) {
    case 'valid':
      return sql`is_valid`
    case 'invalid':
      return sql`not is_valid`
    case 'suspicious':
      return sql`is_suspicious`
    case undefined:
      return sql`true`
  }
}

/** The name and the header of a job's file; no header before its first rows were stored. */
export async function findTransactionsFile(
  db: Database,
  jobId: number,
): Promise<{ name: string; column_names: string[] | null } | undefined> {
  return db
    .selectFrom('job_files')
    .select(['name', 'column_names'])
    .where('job_id', '=', jobId)
    .where('role', '=', 'transactions')
    .executeTakeFirst()
}
