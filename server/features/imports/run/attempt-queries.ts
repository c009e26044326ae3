import { sql } from 'kysely'
import type { Database } from '../../../platform/database/database.ts'
import { isDue, isHeld, noHolder } from './lease-queries.ts'

/** Whose attempt it was: of the run that took the job under `lease`, or, without one, of a run that did not get so far. */
export interface Attempt {
  publicId: string
  lease?: number
}

/** An uploaded file of a job, as it is stored. */
export interface JobFileRow {
  id: number
  role: string
  name: string
  stored_as: string
}

/** The files that an import of the job reads, in the order of its parts; none when there is nothing to run. */
export async function findFilesToImport(db: Database, publicId: string): Promise<JobFileRow[]> {
  const { rows } = await sql<JobFileRow>`
    select file.id, file.role, file.name, file.stored_as
    from jobs as job join job_files as file on file.job_id = job.id
    where job.public_id = ${publicId} and job.status in ('queued', 'processing') and file.role <> 'repair'
    order by array_position(array['transactions', 'orders', 'barcodes'], file.role), file.id
  `.execute(db)
  return rows
}

/** What became of an attempt that failed. */
export interface FailedAttempt {
  id: number
  status: string
  failures: number
}

/**
 * Counts a failed attempt and says when the next one is: after 1 s, 2 s, 4 s … at most 30 s. The last one that is
 * allowed fails the job.
 * @returns undefined when the job is not the attempt's any more
 */
export async function recordFailure(
  db: Database,
  attempt: Attempt,
  reason: string,
  attemptsMax: number,
): Promise<FailedAttempt | undefined> {
  const { rows } = await sql<FailedAttempt>`
    update jobs set ${noHolder},
      failures = failures + 1,
      status = case when failures + 1 >= ${attemptsMax} then 'failed' else status end,
      finished_at = case when failures + 1 >= ${attemptsMax} then clock_timestamp() end,
      next_attempt_at = case when failures + 1 < ${attemptsMax}
        then clock_timestamp() + least(30, 2 ^ failures) * interval '1 second' end,
      error = case when failures + 1 < ${attemptsMax}
        then format('attempt %s of %s failed, it is tried again: %s', failures + 1, ${attemptsMax}::integer, ${reason}::text)
        else format('%s attempts failed: %s', ${attemptsMax}::integer, ${reason}::text) end,
      revision = revision + 1
    where ${isOf(attempt)}
    returning id, status, failures
  `.execute(db)
  return rows[0]
}

/**
 * Says what a job waits for, and lets it be tried again soon. It never counts against the job.
 * @returns undefined when the job is not the attempt's any more
 */
export async function recordWaiting(
  db: Database,
  attempt: Attempt,
  reason: string,
  retryMs: number,
): Promise<{ id: number } | undefined> {
  const { rows } = await sql<{ id: number }>`
    update jobs set ${noHolder},
      error = ${reason},
      next_attempt_at = clock_timestamp() + ${retryMs} * interval '1 millisecond',
      revision = revision + case when error = ${reason} then 0 else 1 end
    where ${isOf(attempt)}
    returning id
  `.execute(db)
  return rows[0]
}

/** A job that is to be worked on, and that nobody alive has. */
export interface UnownedJob {
  public_id: string
  lease: number
}

/** Enough for every slot there may be; the others have their turn in a later look. */
const jobsPerLook = 100

/** The jobs that somebody must take now, the oldest first. */
export async function findUnownedJobs(db: Database): Promise<UnownedJob[]> {
  const { rows } = await sql<UnownedJob>`
    select public_id, lease from jobs
    where status in ('queued', 'processing') and ${isDue} and not ${isHeld}
    order by id limit ${jobsPerLook}
  `.execute(db)
  return rows
}

/**
 * Ends the connections of holders that were paused past their lease and that the database waits for: one of them may
 * hold its job's row in the middle of a step, where nobody else gets it.
 * @returns the jobs that are free by it
 */
export async function endPausedHolders(db: Database): Promise<string[]> {
  // Materialized, or the planner might end connections before it has found out whose they are.
  const { rows } = await sql<{ public_id: string }>`
    with paused as materialized (
      select public_id, holder.pid from jobs
      join pg_stat_activity as holder
        on holder.pid = lease_backend_pid and holder.backend_start = lease_backend_start
      where status in ('queued', 'processing') and lease_until < clock_timestamp()
        and holder.wait_event_type = 'Client'
    )
    select public_id from paused where pg_terminate_backend(pid)
  `.execute(db)
  return rows.map((row) => row.public_id)
}

function isOf({ publicId, lease }: Attempt) {
  const isOurs =
    lease === undefined
      ? sql<boolean>`status in ('queued', 'processing') and ${isDue} and not ${isHeld}`
      : sql<boolean>`status = 'processing' and lease = ${lease}`
  return sql<boolean>`public_id = ${publicId} and ${isOurs}`
}
