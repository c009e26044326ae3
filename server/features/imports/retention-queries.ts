import { sql } from 'kysely'
import type { Database, Transaction } from '../../platform/database/database.ts'

/** Jobs that nobody started before `instant`, which nobody else can change until the transaction ends. */
export async function lockForgottenJobs(
  tx: Transaction,
  instant: Date,
  limit: number,
): Promise<{ id: number; public_id: string }[]> {
  const { rows } = await sql<{ id: number; public_id: string }>`
    select id, public_id from jobs
    where status = 'pending' and created_at < ${instant}
    order by id limit ${limit}
    for update skip locked
  `.execute(tx)
  return rows
}

/**
 * Marks the files of jobs that ended before `instant` as removed. A job that is just being tried again is locked, and
 * keeps its files.
 * @returns the keys of the stored files that nothing refers to any more, at most of `limit` jobs
 */
export async function releaseFiles(db: Database, instant: Date, limit: number): Promise<string[]> {
  const { rows } = await sql<{ stored_as: string }>`
    with ended as (
      select id from jobs
      where status in ('completed', 'failed', 'cancelled') and finished_at < ${instant}
        and exists (
          select from job_files
          where job_id = jobs.id and removed_at is null and job_files.created_at < ${instant}
        )
      order by id limit ${limit}
      for update skip locked
    )
    update job_files set removed_at = now()
    where job_id in (select id from ended) and removed_at is null and created_at < ${instant}
    returning stored_as
  `.execute(db)
  return rows.map(({ stored_as }) => stored_as)
}

/** Those of the keys that no job refers to. */
export async function findUnreferred(db: Database, keys: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ key: string }>`
    select key from unnest(${keys}::text[]) as stored (key)
    where not exists (select from job_files where stored_as = key and removed_at is null)
  `.execute(db)
  return rows.map(({ key }) => key)
}
