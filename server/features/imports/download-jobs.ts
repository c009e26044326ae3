import type { JobsFilter } from '#contract/jobs.ts'
import { streamRows } from '../../platform/database/stream-rows.ts'
import type { CsvFile } from '../../platform/http/send-csv.ts'
import { type Call, visibleOwner } from '../../platform/principal.ts'
import { findJobOwner } from './find-job-owner.ts'
import { type JobRow, toJob } from './job-row.ts'
import { allJobs, type JobFilter } from './jobs-queries.ts'

/** All jobs that whoever asks may see, newest first. */
export function downloadJobs(call: Call, { status }: JobsFilter, signal: AbortSignal): CsvFile {
  return fileOf(call, { owner: visibleOwner(call.principal), status }, signal)
}

/** All jobs of one user. @throws ProblemError 404 for a user who is not there or may not be seen */
export async function downloadUserJobs(
  call: Call,
  userId: string,
  { status }: JobsFilter,
  signal: AbortSignal,
): Promise<CsvFile> {
  return fileOf(call, { owner: await findJobOwner(call, userId), status }, signal)
}

function fileOf({ db }: Call, filter: JobFilter, signal: AbortSignal): CsvFile {
  return {
    fileName: 'jobs.csv',
    header: [
      ...['id', 'user_id', 'kind', 'status', 'files', 'total_records', 'processed_records', 'valid_records'],
      ...['invalid_records', 'suspicious_records', 'error', 'created_at', 'started_at', 'finished_at'],
    ],
    rows: readLines(streamRows(db, allJobs(db, filter), { signal })),
  }
}

async function* readLines(rows: AsyncIterable<JobRow>): AsyncGenerator<(string | number)[]> {
  for await (const row of rows) {
    const job = toJob(row)
    yield [
      ...[job.id, job.userId, job.kind, job.status, job.files.map(({ name }) => name).join(', ')],
      ...[job.totalRecords, job.processedRecords, job.validRecords, job.invalidRecords],
      ...[job.suspiciousRecords, job.error ?? '', job.createdAt, job.startedAt ?? '', job.finishedAt ?? ''],
    ]
  }
}
