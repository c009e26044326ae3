import type { Call } from '../../platform/principal.ts'
import { type ImportServices, importWork } from './import-services.ts'
import type { JobRow } from './job-row.ts'
import { announceJob } from './live/announce-job-queries.ts'

/**
 * Says how a job stands to whoever watches it, and to the engine that there is work. Called after commit: what is stored
 * stands even if neither can be reached now, and the reconciler finds the job a little later.
 */
export async function tellQueued(call: Call, { engine }: ImportServices, job: JobRow): Promise<void> {
  await tell(call, job, () =>
    engine.ensureStarted({ kind: importWork, id: job.public_id, turn: String(job.lease) }),
  )
}

/** Says how a job stands to whoever watches it, and to the engine that its work is not wanted any more. */
export async function tellCancelled(call: Call, { engine }: ImportServices, job: JobRow): Promise<void> {
  await tell(call, job, () => engine.requestCancel(importWork, job.public_id))
}

async function tell({ db, log }: Call, job: JobRow, tellEngine: () => Promise<void>): Promise<void> {
  const told = await Promise.allSettled([announceJob(db, job.id), tellEngine()])
  for (const one of told) {
    if (one.status === 'rejected')
      log.warn({ err: one.reason, jobId: job.public_id }, 'a change of a job could not be passed on')
  }
}
