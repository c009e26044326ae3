import type { Job, JobsQuery } from '#contract/jobs.ts'
import type { Page } from '#contract/lists.ts'
import type { Call } from '../../platform/principal.ts'
import { findJobOwner } from './find-job-owner.ts'
import { listPage } from './list-jobs.ts'

/** The jobs of one user, newest first. @throws ProblemError 404 for a user who is not there or may not be seen */
export async function listUserJobs(call: Call, userId: string, query: JobsQuery): Promise<Page<Job>> {
  const owner = await findJobOwner(call, userId)
  return listPage(call, { owner, status: query.status }, query)
}
