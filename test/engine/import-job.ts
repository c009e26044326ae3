import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import type { ImportFile } from '../../server/features/imports/import-kind.ts'
import type { Database } from '../../server/platform/database/database.ts'
import { type RowsOptions, rowsTable } from './rows-kind.ts'

/** A started job whose file holds one number a line. */
export interface ImportJob {
  id: number
  publicId: string
  records: number
  files: readonly ImportFile[]
}

/** What the tests look at. */
export interface StoredJob {
  status: string
  error: string | null
  lease: number
  failures: number
  processed_records: number
  valid_records: number
  progress_percent: number
}

/** A folder for the files of jobs, and how to remove it. */
export function makeFilesFolder(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'docket-engine-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

/** Makes a job that waits to be run, with a file of `records` lines in `folder`. */
export async function makeImportJob(
  db: Database,
  folder: string,
  records: number,
  options: RowsOptions = {},
): Promise<ImportJob> {
  const key = randomUUID()
  const path = join(folder, key)
  writeFileSync(path, Array.from({ length: records }, (_, i) => `${i + 1}\n`).join(''))
  const { rows } = await sql<{ id: number; public_id: string; file_id: number }>`
    with owner as (
      insert into users (email, name) values (${`${key}@example.com`}, 'Owner') returning id
    ), job as (
      insert into jobs (user_id, kind, status, options, total_records)
      select id, 'transactions', 'queued', ${JSON.stringify(options)}::jsonb, ${records} from owner
      returning id, public_id
    ), file as (
      insert into job_files (job_id, role, name, stored_as, bytes, sha256, records)
      select id, 'transactions', 'rows.csv', ${key}, 1, '', ${records} from job
      returning id
    )
    select job.id, job.public_id, file.id as file_id from job, file
  `.execute(db)
  const [row] = rows
  if (row === undefined) throw new Error('the job was not made')
  const files = [{ id: row.file_id, role: 'transactions', name: 'rows.csv', path } as const]
  return { id: row.id, publicId: row.public_id, records, files }
}

export async function readJob(db: Database, { id }: ImportJob): Promise<StoredJob> {
  return db
    .selectFrom('jobs')
    .select([
      'status',
      'error',
      'lease',
      'failures',
      'processed_records',
      'valid_records',
      'progress_percent',
    ])
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
}

/** How many rows the job has stored, and how many different ones: the same, or one was doubled. */
export async function countRows(
  db: Database,
  { id }: ImportJob,
): Promise<{ rows: number; distinct: number }> {
  const { rows } = await sql<{ rows: number; distinct: number }>`
    select count(*) as rows, count(distinct n) as distinct from ${rowsTable(id)}
  `.execute(db)
  return rows[0] ?? { rows: 0, distinct: 0 }
}

/** Waits until `holds`, at most so long. */
export async function until(holds: () => Promise<boolean>, timeoutMs: number, what: string): Promise<void> {
  const deadline = performance.now() + timeoutMs
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`waited ${timeoutMs} ms for ${what}`)
    await sleep(20)
  }
}
