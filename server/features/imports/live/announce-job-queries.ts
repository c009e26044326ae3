import { sql } from 'kysely'
import type { Database } from '../../../platform/database/database.ts'

/** The channel on which processes tell each other what has become of a job. */
export const jobsChannel = 'docket_jobs'

/**
 * What is said about a job, as JSON: what its owner is shown, `revision` to put it in order, and which run it belongs
 * to. `startedMsAgo` rather than an instant alone, because the clocks of two machines differ.
 */
const jobNews = sql`json_build_object(
    'jobId', public_id, 'userId', user_id, 'revision', revision, 'status', status,
    'totalRecords', total_records, 'processedRecords', processed_records, 'validRecords', valid_records,
    'invalidRecords', invalid_records, 'suspiciousRecords', suspicious_records,
    'progressPercent', progress_percent, 'startedAt', started_at,
    'startedMsAgo', (extract(epoch from clock_timestamp() - started_at) * 1000)::bigint
  )`

/**
 * Tells every process how the job stands now, so that whoever watches it sees it. Called after commit: a notification
 * inside a transaction makes all of them wait for each other. A job that is gone is not news.
 */
export async function announceJob(db: Database, jobId: number): Promise<void> {
  await sql`select pg_notify(${jobsChannel}, ${jobNews}::text) from jobs where id = ${jobId}`.execute(db)
}

/**
 * The same news about jobs of these users: the running ones, those that ended lately, and those asked for by their ids.
 */
export async function readJobNews(
  db: Database,
  { userIds, jobIds, endedWithinMs }: ReadJobNews,
): Promise<unknown[]> {
  const { rows } = await sql<{ news: unknown }>`
    select ${jobNews} as news from jobs
    where status in ('queued', 'processing') and user_id = any(${userIds}::text[])
      or finished_at > now() - ${endedWithinMs} * interval '1 millisecond' and user_id = any(${userIds}::text[])
      or public_id = any(${jobIds}::text[])
    order by id
  `.execute(db)
  return rows.map(({ news }) => news)
}

export interface ReadJobNews {
  userIds: readonly string[]
  jobIds: readonly string[]
  endedWithinMs: number
}
