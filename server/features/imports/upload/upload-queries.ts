import { sql } from 'kysely'
import type { FileRole, JobKind } from '#contract/jobs.ts'
import type { Database, Transaction } from '../../../platform/database/database.ts'

/** A job to be stored, with its files. */
export interface InsertJob {
  userId: string
  kind: JobKind
  options: Readonly<Record<string, unknown>>
  files: readonly InsertJobFile[]
}

interface InsertJobFile {
  role: FileRole
  name: string
  storedAs: string
  bytes: number
  sha256: string
  records: number
}

/** True when there is a user with this id. */
export async function hasUser(db: Database, userId: string): Promise<boolean> {
  const { rows } = await sql`select from users where id = ${userId}`.execute(db)
  return rows.length > 0
}

/** Stores a job that waits to be started, with its files. @returns its public id */
export async function insertJob(
  tx: Transaction,
  { userId, kind, options, files }: InsertJob,
): Promise<string> {
  const { rows } = await sql<{ public_id: string }>`
    with job as (
      insert into jobs (user_id, kind, options, total_records)
      values (
        ${userId}, ${kind}, ${JSON.stringify(options)}::jsonb,
        ${files.reduce((sum, { records }) => sum + records, 0)}
      )
      returning id, public_id
    ), stored as (
      insert into job_files (job_id, role, name, stored_as, bytes, sha256, records)
      select job.id, file.role, file.name, file."storedAs", file.bytes, file.sha256, file.records
      from job, jsonb_to_recordset(${JSON.stringify(files)}::jsonb) as file (
        role text, name text, "storedAs" text, bytes bigint, sha256 text, records bigint
      )
    )
    select public_id from job
  `.execute(tx)
  const [job] = rows
  if (job === undefined) throw new Error('an insert of a job gave back no row')
  return job.public_id
}
