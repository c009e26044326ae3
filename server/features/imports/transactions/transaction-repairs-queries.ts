import { sql } from 'kysely'
import type { Transaction } from '../../../platform/database/database.ts'
import type { RepairOrigin } from '../repair-target.ts'

/** A rejected row that may be mended. */
export interface RejectedRow {
  line: number
  is_suspicious: boolean
}

/** A mended row, every value as text. */
export interface MendedRow extends RejectedRow {
  transaction_id: string
  amount: string
  date: string
  description: string | null
  user_id: string | null
}

/** The rejected rows of a job at these lines. */
export async function findRejectedRows(
  tx: Transaction,
  jobId: number,
  lines: readonly number[],
): Promise<RejectedRow[]> {
  const { rows } = await sql<RejectedRow>`
    select line, is_suspicious from transactions
    where job_id = ${jobId} and not is_valid and line = any(${lines}::bigint[])
  `.execute(tx)
  return rows
}

/** Those of these lines that the same repair has mended before. */
export async function findRepairedLines(
  tx: Transaction,
  jobId: number,
  lines: readonly number[],
  sha256: string,
): Promise<number[]> {
  const { rows } = await sql<{ line: number }>`
    select line from job_repairs
    where job_id = ${jobId} and role = 'transactions' and line = any(${lines}::bigint[]) and sha256 = ${sha256}
  `.execute(tx)
  return rows.map(({ line }) => line)
}

/** The lines of the valid rows that have these ids, by their ids. */
export async function findTakenIds(
  tx: Transaction,
  jobId: number,
  ids: readonly string[],
): Promise<Map<string, number>> {
  const { rows } = await sql<{ transaction_id: string; line: number }>`
    select transaction_id, line from transactions
    where job_id = ${jobId} and is_valid and transaction_id = any(${ids}::text[])
  `.execute(tx)
  return new Map(rows.map(({ transaction_id, line }) => [transaction_id, line]))
}

/** Keeps the rows as they are now, before they are replaced. */
export async function keepReplaced(
  tx: Transaction,
  jobId: number,
  mended: readonly MendedRow[],
  { by, sha256 }: RepairOrigin,
): Promise<void> {
  await sql`
    insert into job_repairs (job_id, role, line, replaced, sha256, repaired_by)
    select job_id, 'transactions', line, to_jsonb(stored) - 'job_id', ${sha256}, ${by}
    from transactions as stored
    where job_id = ${jobId} and not is_valid and line = any(${mended.map(({ line }) => line)}::bigint[])
  `.execute(tx)
}

/** Puts mended rows in the place of rejected ones. */
export async function storeMended(
  tx: Transaction,
  jobId: number,
  mended: readonly MendedRow[],
): Promise<void> {
  const all = <Name extends keyof MendedRow>(name: Name) => mended.map((row) => row[name])
  await sql`
    update transactions as stored set
      transaction_id = mended.transaction_id, amount = mended.amount, date = mended.date,
      description = mended.description, user_id = mended.user_id,
      is_valid = true, is_suspicious = mended.is_suspicious, errors = null, raw = null
    from unnest(
      ${all('line')}::bigint[], ${all('transaction_id')}::text[], ${all('amount')}::numeric[],
      ${all('date')}::timestamptz[], ${all('description')}::text[], ${all('user_id')}::text[],
      ${all('is_suspicious')}::boolean[]
    ) as mended (line, transaction_id, amount, date, description, user_id, is_suspicious)
    where stored.job_id = ${jobId} and not stored.is_valid and stored.line = mended.line
  `.execute(tx)
}
