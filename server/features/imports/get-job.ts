import type { Job } from '#contract/jobs.ts'
import type { Call } from '../../platform/principal.ts'
import type { ImportServices } from './import-services.ts'
import { toJob } from './job-row.ts'
import { requireJob } from './require-job.ts'

/** How a job stands, and what it waits for even where a full disk keeps that from being stored. @throws ProblemError 404 */
export async function getJob(
  call: Call,
  { waiting }: Pick<ImportServices, 'waiting'>,
  id: string,
): Promise<Job> {
  const job = toJob(await requireJob(call, id))
  const isRunning = job.status === 'queued' || job.status === 'processing'
  return isRunning ? { ...job, error: job.error ?? waiting.get(id) ?? null } : job
}
