import { type Expression, type SelectQueryBuilder, sql } from 'kysely'
import { jsonArrayFrom } from 'kysely/helpers/postgres'
import type { JobStatus } from '#contract/jobs.ts'
import type { Database, Transaction } from '../../platform/database/database.ts'
import type { Schema } from '../../platform/database/schema.generated.ts'
import type { JobRow } from './job-row.ts'

/** Which jobs a list shows: of one user, or of everybody where `owner` is undefined; in one state, or in any. */
export interface JobFilter {
  owner: string | undefined
  status?: JobStatus | undefined
}

/** Where a page ended: the job it ended with. */
export interface JobPosition {
  createdAt: Date
  id: number
}

/** The job that `owner` sees under this id; an admin's `owner` is undefined and sees every job. */
export async function findJob(
  db: Database,
  owner: string | undefined,
  publicId: string,
): Promise<JobRow | undefined> {
  return scopedJobs(db, { owner }).where('public_id', '=', publicId).executeTakeFirst()
}

/** The same, and nobody else changes the job until the transaction ends. */
export async function lockJob(
  tx: Transaction,
  owner: string | undefined,
  publicId: string,
): Promise<JobRow | undefined> {
  return scopedJobs(tx, { owner }).where('public_id', '=', publicId).forUpdate().executeTakeFirst()
}

/** A job that was locked in this transaction, as it stands now. */
export async function readJob(tx: Transaction, jobId: number): Promise<JobRow> {
  return scopedJobs(tx, { owner: undefined }).where('jobs.id', '=', jobId).executeTakeFirstOrThrow()
}

/** Jobs, newest first, from behind `after` on. */
export async function listJobRows(
  db: Database,
  filter: JobFilter,
  { after, limit }: { after?: JobPosition | undefined; limit: number },
): Promise<JobRow[]> {
  const jobs = scopedJobs(db, filter).orderBy('created_at', 'desc').orderBy('id', 'desc').limit(limit)
  if (after === undefined) return jobs.execute()
  return jobs.where(sql<boolean>`(created_at, id) < (${after.createdAt}, ${after.id})`).execute()
}

/** All of them in the same order, for reading them one after the other. */
export function allJobs(db: Database, filter: JobFilter): Expression<JobRow> {
  return scopedJobs(db, filter).orderBy('created_at', 'desc').orderBy('id', 'desc')
}

/** How many jobs there are, counted up to `max`. */
export async function countJobs(db: Database, filter: JobFilter, max: number): Promise<number> {
  const first = narrow(db.selectFrom('jobs').select('jobs.id'), filter).limit(max).as('first_jobs')
  const { counted } = await db
    .selectFrom(first)
    .select(({ fn }) => fn.countAll<number>().as('counted'))
    .executeTakeFirstOrThrow()
  return counted
}

function scopedJobs(db: Database, filter: JobFilter) {
  const jobs = db
    .selectFrom('jobs')
    .select(jobColumns)
    .select((eb) =>
      jsonArrayFrom(
        eb
          .selectFrom('job_files')
          .select(['name', 'role', 'bytes', 'sha256'])
          .whereRef('job_files.job_id', '=', 'jobs.id')
          .orderBy('job_files.id'),
      ).as('files'),
    )
  return narrow(jobs, filter)
}

function narrow<Row>(
  jobs: SelectQueryBuilder<Schema, 'jobs', Row>,
  { owner, status }: JobFilter,
): SelectQueryBuilder<Schema, 'jobs', Row> {
  const owned = owner === undefined ? jobs : jobs.where('user_id', '=', owner)
  return status === undefined ? owned : owned.where('status', '=', status)
}

const jobColumns = [
  'jobs.id',
  'public_id',
  'user_id',
  'kind',
  'status',
  'lease',
  'error',
  'total_records',
  'processed_records',
  'valid_records',
  'invalid_records',
  'suspicious_records',
  'progress_percent',
  'jobs.created_at',
  'started_at',
  'finished_at',
] as const
