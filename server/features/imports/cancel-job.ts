import type { Job } from '#contract/jobs.ts'
import { recordChange } from '../../platform/audit/audit-queries.ts'
import type { Transaction } from '../../platform/database/database.ts'
import type { Call } from '../../platform/principal.ts'
import { changeJob, lockJobIn } from './guard-job.ts'
import type { ImportServices } from './import-services.ts'
import { type JobRow, toJob } from './job-row.ts'
import { endCancelled } from './job-state-queries.ts'
import { readJob } from './jobs-queries.ts'
import { tellCancelled } from './tell-others.ts'

/**
 * Stops a job before its end. What was stored stays stored, and `error` says how much that is.
 * @throws ProblemError 404 or 409
 */
export async function cancelJob(call: Call, services: ImportServices, id: string): Promise<Job> {
  const cancelled = await changeJob(call, (tx) => endEarly(tx, call, id))
  await tellCancelled(call, services, cancelled)
  return toJob(cancelled)
}

async function endEarly(tx: Transaction, { principal }: Call, id: string): Promise<JobRow> {
  const rule = 'Only a job that has not ended can be cancelled'
  const job = await lockJobIn(tx, principal, { id, states: ['pending', 'queued', 'processing'], rule })
  await endCancelled(tx, job.id, describeEnd(job))
  await recordChange(tx, principal, { action: 'job.cancel', subjectId: id, details: { was: job.status } })
  return readJob(tx, job.id)
}

function describeEnd({ processed_records: processed, total_records: total }: JobRow): string {
  if (processed === 0) return 'cancelled before any record was stored'
  return `cancelled after ${grouped(processed)} of ${grouped(total)} records`
}

function grouped(count: number): string {
  return count.toLocaleString('en')
}
