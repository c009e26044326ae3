import type { Job } from '#contract/jobs.ts'
import { recordChange } from '../../platform/audit/audit-queries.ts'
import type { Transaction } from '../../platform/database/database.ts'
import type { Call } from '../../platform/principal.ts'
import { changeJob, lockJobIn, requireFiles } from './guard-job.ts'
import type { ImportServices } from './import-services.ts'
import { type JobRow, toJob } from './job-row.ts'
import { queueJob } from './job-state-queries.ts'
import { readJob } from './jobs-queries.ts'
import { tellQueued } from './tell-others.ts'

/** Lets a job that failed or was cancelled go on from its checkpoint. @throws ProblemError 404 or 409 */
export async function retryJob(call: Call, services: ImportServices, id: string): Promise<Job> {
  const queued = await changeJob(call, (tx) => putBackInQueue(tx, call, id))
  await tellQueued(call, services, queued)
  return toJob(queued)
}

async function putBackInQueue(tx: Transaction, { principal }: Call, id: string): Promise<JobRow> {
  const rule = 'Only a job that failed or was cancelled can be tried again'
  const job = await lockJobIn(tx, principal, { id, states: ['failed', 'cancelled'], rule })
  await requireFiles(tx, job)
  await queueJob(tx, job.id)
  await recordChange(tx, principal, { action: 'job.retry', subjectId: id, details: { was: job.status } })
  return readJob(tx, job.id)
}
