import { type RawBuilder, sql } from 'kysely'
import type { Database, Transaction } from '../../../platform/database/database.ts'
import type { Counted, Step } from '../import-kind.ts'

/** The right to write into a job: `number` is the fence, unchanged only as long as nobody else took the job. */
export interface Lease {
  jobId: number
  number: number
}

/** A job as whoever took it finds it. */
export interface TakenJob {
  id: number
  lease: number
  kind: string
  options: unknown
  phase: string
  total_records: number
}

/**
 * True when whoever took the job is still at work: it is not suspected, and its connection lives. A killed holder's
 * connection ends with it, so its job is free at once; one that is only paused keeps it until `lease_until`.
 */
export const isHeld = sql<boolean>`(
  lease_until > clock_timestamp() and exists (
    select from pg_stat_activity as holder where holder.pid = lease_backend_pid
      -- Only the same user sees when a connection began.
      and (holder.backend_start = lease_backend_start or holder.backend_start is null)
  )
)`

/** True when it is time for the next attempt. */
export const isDue = sql<boolean>`(next_attempt_at is null or next_attempt_at <= clock_timestamp())`

/**
 * Takes the job for the connection of `tx`, if it is to be worked on and nobody alive has it. A row that is locked
 * belongs to somebody who is just storing a step, so it is passed over.
 */
export async function takeJob(
  tx: Transaction,
  publicId: string,
  leaseMs: number,
): Promise<TakenJob | undefined> {
  const { rows } = await sql<TakenJob>`
    update jobs set
      lease = lease + 1,
      lease_until = ${inMs(leaseMs)},
      lease_backend_pid = pg_backend_pid(),
      lease_backend_start = (select backend_start from pg_stat_activity where pid = pg_backend_pid()),
      started_at = case when status = 'queued' then clock_timestamp() else started_at end,
      revision = revision + case when status = 'queued' then 1 else 0 end,
      status = 'processing'
    where id = (
      select id from jobs
      where public_id = ${publicId} and status in ('queued', 'processing') and ${isDue} and not ${isHeld}
      for update skip locked
    )
    returning id, lease, kind, options, phase, total_records
  `.execute(tx)
  return rows[0]
}

/**
 * Makes the checkpoint of a job that is taken for the first time: part n is the n-th of its files.
 * @returns whether it is the first time
 */
export async function makeParts(
  tx: Transaction,
  jobId: number,
  fileIds: readonly number[],
  firstPhase: string,
): Promise<boolean> {
  const { rows } = await sql`
    with made as (
      insert into job_parts (job_id, part, file_id, byte_offset, line)
      select ${jobId}, ordinal - 1, file_id, 0, 1
      from unnest(${fileIds}::bigint[]) with ordinality as files (file_id, ordinal)
      on conflict do nothing
      returning part
    )
    update jobs set phase = ${firstPhase} where id = ${jobId} and exists (select from made)
    returning id
  `.execute(tx)
  return rows.length > 0
}

/** Where a job stands, as it is stored. */
export async function readCheckpoints(db: Database, jobId: number) {
  const { rows } = await sql<{
    part: number
    byte_offset: number
    line: number
    records: number
    is_done: boolean
  }>`
    select part, byte_offset, line, records, is_done from job_parts where job_id = ${jobId} order by part
  `.execute(db)
  return rows
}

/**
 * The fence of a step, and what the step adds to the counters. It locks the job's row until the step is stored, so
 * nobody takes or cancels the job in the middle.
 * @returns false when the job is not ours any more, or stands elsewhere
 */
export async function advanceJob(
  tx: Transaction,
  { jobId, number }: Lease,
  { phase, nextPhase = phase, counted, progressPercent }: Step,
  leaseMs: number,
): Promise<boolean> {
  const { rows } = await sql`
    update jobs set
      phase = ${nextPhase},
      ${plus(counted)},
      -- 100 is for what is completed.
      progress_percent = greatest(progress_percent, least(99, coalesce(${progressPercent ?? null}::integer,
        100 * (processed_records + ${counted.processed}::bigint) / greatest(total_records, 1)))),
      revision = revision + 1,
      failures = 0,
      next_attempt_at = null,
      error = null,
      lease_until = ${inMs(leaseMs)}
    where id = ${jobId} and lease = ${number} and status = 'processing' and phase = ${phase}
    returning id
  `.execute(tx)
  return rows.length > 0
}

/** Counts what a step has learned while it wrote its rows. The job's row is locked by the step's fence. */
export async function addCounted(tx: Transaction, { jobId }: Lease, counted: Counted): Promise<void> {
  await sql`update jobs set ${plus(counted)} where id = ${jobId}`.execute(tx)
}

function plus({ processed, valid, invalid, suspicious }: Counted): RawBuilder<unknown> {
  return sql`
    processed_records = processed_records + ${processed}::bigint,
    valid_records = valid_records + ${valid}::bigint,
    invalid_records = invalid_records + ${invalid}::bigint,
    suspicious_records = suspicious_records + ${suspicious}::bigint`
}

/** The phase of the job, if it is still ours. */
export async function findHeldPhase(db: Database, { jobId, number }: Lease): Promise<string | undefined> {
  const { rows } = await sql<{ phase: string }>`
    select phase from jobs where id = ${jobId} and lease = ${number} and status = 'processing'
  `.execute(db)
  return rows[0]?.phase
}

/** Moves the checkpoint of one part. @returns false when it does not stand where the step begins */
export async function advancePart(
  tx: Transaction,
  jobId: number,
  { from, to }: Required<Pick<Step, 'from' | 'to'>>,
): Promise<boolean> {
  const { rows } = await sql`
    update job_parts set
      byte_offset = ${to.offset}, line = ${to.line}, records = ${to.records}, is_done = ${to.isDone}
    where job_id = ${jobId} and part = ${from.part}
      and byte_offset = ${from.offset} and records = ${from.records} and is_done = ${from.isDone}
    returning part
  `.execute(tx)
  return rows.length > 0
}

/** Says that the holder is alive. A row that is locked is being written by it. */
export async function renewLease(db: Database, lease: Lease, leaseMs: number): Promise<void> {
  await sql`
    update jobs set lease_until = ${inMs(leaseMs)}
    where id = (
      select id from jobs where id = ${lease.jobId} and lease = ${lease.number} and status = 'processing'
      for update skip locked
    )
  `.execute(db)
}

/** Lets go of a job that is not finished, so that the next one can take it at once. */
export async function releaseJob(db: Database, lease: Lease): Promise<void> {
  await sql`
    update jobs set ${noHolder}
    where id = ${lease.jobId} and lease = ${lease.number} and status = 'processing'
  `.execute(db)
}

/** Ends a job whose files are stored whole. @returns false when it is not ours any more */
export async function completeJob(db: Database, lease: Lease): Promise<boolean> {
  const { rows } = await sql`
    update jobs set ${noHolder},
      status = 'completed', progress_percent = 100, finished_at = clock_timestamp(),
      error = null, failures = 0, next_attempt_at = null, revision = revision + 1
    where id = ${lease.jobId} and lease = ${lease.number} and status = 'processing'
    returning id
  `.execute(db)
  return rows.length > 0
}

/** Ends a job for good, with the reason. @returns false when it is not ours any more */
export async function failJob(db: Database, lease: Lease, reason: string): Promise<boolean> {
  const { rows } = await sql`
    update jobs set ${noHolder},
      status = 'failed', finished_at = clock_timestamp(), error = ${reason}, next_attempt_at = null,
      revision = revision + 1
    where id = ${lease.jobId} and lease = ${lease.number} and status = 'processing'
    returning id
  `.execute(db)
  return rows.length > 0
}

/** Nobody has the job any more. */
export const noHolder = sql`lease_until = null, lease_backend_pid = null, lease_backend_start = null`

function inMs(ms: number): RawBuilder<Date> {
  return sql<Date>`clock_timestamp() + ${ms} * interval '1 millisecond'`
}
