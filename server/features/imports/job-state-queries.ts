import { type RawBuilder, sql } from 'kysely'
import type { Transaction } from '../../platform/database/database.ts'

/** Puts a job into the queue. It begins anew, or goes on from its checkpoint when it has one. */
export async function queueJob(tx: Transaction, jobId: number): Promise<void> {
  // The lease counts up, so a run that does not know yet that it was stopped writes nothing any more.
  await sql`
    update jobs set status = 'queued', lease = lease + 1, ${nobodyHolds}, failures = 0, next_attempt_at = null,
      error = null, finished_at = null, revision = revision + 1
    where id = ${jobId}
  `.execute(tx)
}

/** Ends a job that is not to go on, with the reason. */
export async function endCancelled(tx: Transaction, jobId: number, reason: string): Promise<void> {
  await sql`
    update jobs set status = 'cancelled', ${nobodyHolds}, next_attempt_at = null,
      error = ${reason}, finished_at = clock_timestamp(), revision = revision + 1
    where id = ${jobId}
  `.execute(tx)
}

/** When the job's files were removed to make room; undefined when they are there. */
export async function findRemoval(tx: Transaction, jobId: number): Promise<Date | undefined> {
  const { rows } = await sql<{ removed_at: Date }>`
    select removed_at from job_files
    where job_id = ${jobId} and role <> 'repair' and removed_at is not null
    order by removed_at limit 1
  `.execute(tx)
  return rows[0]?.removed_at
}

/** Removes a job and what refers to it. @returns the keys of the stored files that nothing refers to any more */
export async function deleteJobRow(tx: Transaction, jobId: number): Promise<string[]> {
  const { rows } = await sql<{ stored_as: string }>`
    with gone as (delete from jobs where id = ${jobId} returning id)
    select stored_as from job_files where job_id in (select id from gone) and removed_at is null
  `.execute(tx)
  return rows.map(({ stored_as }) => stored_as)
}

const nobodyHolds: RawBuilder<unknown> = sql`lease_until = null, lease_backend_pid = null, lease_backend_start = null`
