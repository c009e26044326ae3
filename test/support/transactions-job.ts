import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { sql } from 'kysely'
import type { ImportFile, ImportKind } from '../../server/features/imports/import-kind.ts'
import { runSlice, type Slice, type SliceEnd } from '../../server/features/imports/run/run-slice.ts'
import { transactionsImport } from '../../server/features/imports/transactions/transactions-import.ts'
import type { Database } from '../../server/platform/database/database.ts'
import { openConnection } from '../../server/platform/database/open-connection.ts'
import { createLog } from '../../server/platform/log.ts'

/** A queued job of the kind `transactions`. */
export interface TransactionsJob {
  id: number
  publicId: string
  userId: string
  files: readonly ImportFile[]
}

// Registered at once: inside of a test it would be that test's own clean-up.
const folder = mkdtempSync(join(tmpdir(), 'docket-transactions-'))
after(() => rmSync(folder, { recursive: true, force: true }))

/** Makes a queued job with one file of these bytes. `records` is how many rows the upload would have counted. */
export async function makeTransactionsJob(
  db: Database,
  bytes: string | Buffer,
  records: number,
  name = 'payments.csv',
): Promise<TransactionsJob> {
  const key = randomUUID()
  const path = join(folder, key)
  writeFileSync(path, bytes)
  const { rows } = await sql<{ id: number; public_id: string; user_id: string; file_id: number }>`
    with owner as (
      insert into users (email, name) values (${`${key}@example.com`}, 'Owner') returning id
    ), job as (
      insert into jobs (user_id, kind, status, total_records)
      select id, 'transactions', 'queued', ${records} from owner
      returning id, public_id, user_id
    ), file as (
      insert into job_files (job_id, role, name, stored_as, bytes, sha256, records)
      select id, 'transactions', ${name}, ${key}, ${Buffer.byteLength(bytes)}, '', ${records} from job
      returning id
    )
    select job.id, job.public_id, job.user_id, file.id as file_id from job, file
  `.execute(db)
  const [row] = rows
  if (row === undefined) throw new Error('the job was not made')
  const files = [{ id: row.file_id, role: 'transactions', name, path } as const]
  return { id: row.id, publicId: row.public_id, userId: row.user_id, files }
}

/** Runs one slice of the job on a connection of its own. */
export async function runTransactionsJob(
  url: string,
  job: TransactionsJob,
  options: Partial<Pick<Slice, 'leaseMs' | 'shouldPause'>> & { kind?: ImportKind } = {},
): Promise<SliceEnd> {
  const connection = await openConnection(url, () => undefined)
  const { kind = transactionsImport, ...others } = options
  try {
    return await runSlice({
      jobId: job.publicId,
      files: job.files,
      ...connection,
      kinds: { transactions: kind, tickets: kind },
      log: createLog({ logLevel: 'silent' }),
      leaseMs: 30_000,
      shouldPause: () => false,
      onTaken() {},
      ...others,
    })
  } finally {
    await connection.close()
  }
}

/** So many rows with the columns transaction_id, amount, date, description and user_id; `idOf` can repeat ids. */
export function manyRows(count: number, idOf = (row: number) => row): string {
  return Array.from({ length: count }, (_, row) => `t${idOf(row)},${row % 1_000}.25,2024-01-15,,\n`).join('')
}

/** Status, total, processed, valid, invalid, suspicious and percent of a job. */
export async function readCounters(db: Database, { id }: TransactionsJob): Promise<unknown[]> {
  const row = await db.selectFrom('jobs').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
  const { total_records, processed_records, valid_records, invalid_records, suspicious_records } = row
  return [
    row.status,
    total_records,
    processed_records,
    valid_records,
    invalid_records,
    suspicious_records,
    row.progress_percent,
  ]
}

/** Columns of the job's rows, in the order of the file. */
export async function readRows(
  db: Database,
  { id }: TransactionsJob,
  columns: string,
  where = 'true',
): Promise<unknown[][]> {
  const { rows } = await sql<Record<string, unknown>>`
    select ${sql.raw(columns)} from transactions where job_id = ${id} and ${sql.raw(where)} order by row_number
  `.execute(db)
  return rows.map((row) => Object.values(row))
}
