import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import type { RowError } from '../../contract/job-rows.ts'
import type { ImportFile } from '../../server/features/imports/import-kind.ts'
import { runSlice, type Slice, type SliceEnd } from '../../server/features/imports/run/run-slice.ts'
import { transactionsImport } from '../../server/features/imports/transactions/transactions-import.ts'
import { type TicketReason, toRowError } from '../../server/features/tickets/import/ticket-reason.ts'
import { ticketsImport } from '../../server/features/tickets/import/tickets-import.ts'
import type { Database } from '../../server/platform/database/database.ts'
import { openConnection } from '../../server/platform/database/open-connection.ts'
import { createLog } from '../../server/platform/log.ts'
import type { TestDatabase } from './database.ts'
import type { TicketFiles } from './nasty-files.ts'
import { splitRecords } from './reference-csv-split.ts'

/** A started job of kind `tickets`, and the folder of its files. */
export interface TicketJob {
  id: number
  publicId: string
  files: readonly ImportFile[]
  folder: string
}

/** What became of a job. */
export interface ImportedTickets {
  end: SliceEnd
  status: string
  error: string | null
  total: number
  processed: number
  valid: number
  invalid: number
  percent: number
  rejects: ImportedReject[]
}

/** A refused row with all its reasons. */
export interface ImportedReject {
  file: 'orders.csv' | 'barcodes.csv'
  line: number
  row: number
  raw: string
  reasons: (RowError & { value: string })[]
}

export type ImportOptions = Partial<Pick<Slice, 'shouldPause' | 'onTaken'>> & {
  duplicates?: 'keep-first' | 'drop-all'
}

const log = createLog({ logLevel: 'silent' })

/** Makes a job of two files, runs it to its end as a worker does, and tells what became of it. */
export async function importTickets(
  test: TestDatabase,
  files: TicketFiles,
  options: ImportOptions = {},
): Promise<ImportedTickets> {
  const job = await makeTicketJob(test.db, files, options)
  try {
    const end = await runTicketJob(test.url, job, options)
    return await readTicketJob(test.db, job, end)
  } finally {
    rmSync(job.folder, { recursive: true })
  }
}

/** Makes a job that waits to be run. Whoever calls it removes its folder. */
export async function makeTicketJob(
  db: Database,
  { orders, barcodes }: TicketFiles,
  { duplicates = 'keep-first' }: ImportOptions = {},
): Promise<TicketJob> {
  const folder = mkdtempSync(join(tmpdir(), 'docket-tickets-'))
  const total = countRecords(orders) + countRecords(barcodes)
  const { rows } = await sql<{ id: number; public_id: string }>`
    with owner as (
      insert into users (email, name) values (${`${randomUUID()}@example.com`}, 'Owner') returning id
    )
    insert into jobs (user_id, kind, status, options, total_records)
    select id, 'tickets', 'queued', ${JSON.stringify({ duplicates })}::jsonb, ${total} from owner
    returning id, public_id
  `.execute(db)
  const [job] = rows
  assert.ok(job)
  const stored: ImportFile[] = []
  for (const [role, bytes] of [
    ['orders', orders],
    ['barcodes', barcodes],
  ] as const) {
    const name = `${role}.csv`
    const path = join(folder, randomUUID())
    writeFileSync(path, bytes)
    stored.push({ id: await storeFile(db, job.id, role, name), role, name, path })
  }
  return { id: job.id, publicId: job.public_id, files: stored, folder }
}

async function storeFile(db: Database, jobId: number, role: string, name: string): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    insert into job_files (job_id, role, name, stored_as, bytes, sha256, records)
    values (${jobId}, ${role}, ${name}, ${randomUUID()}, 1, '', 1) returning id
  `.execute(db)
  assert.ok(rows[0])
  return rows[0].id
}

/** Runs one slice of a job on a connection of its own. */
export async function runTicketJob(
  url: string,
  { publicId, files }: TicketJob,
  { shouldPause = () => false, onTaken = () => undefined }: ImportOptions = {},
): Promise<SliceEnd> {
  const { db, client, close } = await openConnection(url, () => undefined)
  try {
    return await runSlice({
      jobId: publicId,
      files,
      db,
      client,
      kinds: { tickets: ticketsImport, transactions: transactionsImport },
      log,
      leaseMs: 30_000,
      shouldPause,
      onTaken,
    })
  } finally {
    await close()
  }
}

/** Reads a job with the rows that were refused. */
export async function readTicketJob(
  db: Database,
  { id }: TicketJob,
  end: SliceEnd,
): Promise<ImportedTickets> {
  const job = await db
    .selectFrom('jobs')
    .select(['status', 'error', 'total_records', 'processed_records', 'valid_records', 'invalid_records'])
    .select('progress_percent')
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  const { rows } = await sql<{
    part: number
    row_number: number
    line: number
    raw: string
    errors: TicketReason[]
  }>`
    select part, row_number, line, raw, errors from ticket_rejects where job_id = ${id}
    order by part, row_number
  `.execute(db)
  return {
    end,
    status: job.status,
    error: job.error,
    total: job.total_records,
    processed: job.processed_records,
    valid: job.valid_records,
    invalid: job.invalid_records,
    percent: job.progress_percent,
    rejects: rows.map(({ part, row_number, line, raw, errors }) => ({
      file: part === 0 ? 'orders.csv' : 'barcodes.csv',
      line,
      row: row_number,
      raw,
      reasons: errors.map((reason) => ({ ...toRowError(reason), value: reason.value })),
    })),
  }
}

/** How many records a file has behind its header. */
function countRecords(bytes: Uint8Array): number {
  const text = new TextDecoder().decode(bytes)
  return Math.max(0, splitRecords([...text]).length - 1)
}
