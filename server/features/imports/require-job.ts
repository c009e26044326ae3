import { ProblemError } from '../../platform/http/problem.ts'
import { type Call, visibleOwner } from '../../platform/principal.ts'
import type { JobRow } from './job-row.ts'
import { findJob } from './jobs-queries.ts'

/**
 * The job under this id, when whoever asks may see it.
 * @throws ProblemError 404 when there is none, or it is somebody else's
 */
export async function requireJob({ db, principal }: Call, publicId: string): Promise<JobRow> {
  return (await findJob(db, visibleOwner(principal), publicId)) ?? refuseUnknownJob()
}

/** Says that no job has this id, whether there is none or it is somebody else's. @throws ProblemError 404 */
export function refuseUnknownJob(): never {
  throw new ProblemError({ code: 'not-found', detail: 'There is no such job.' })
}
