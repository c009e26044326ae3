import type { Database } from '../../../platform/database/database.ts'
import { announceJob } from '../live/announce-job-queries.ts'

/** No more often than a person can follow; the live stream thins out further. */
const everyMs = 200

/** Announces a running job: at its begin and its end `now`, in between `soon`, which passes over what comes too fast. */
export function announceProgress(
  db: Database,
  jobId: number,
): { now(): Promise<void>; soon(): Promise<void> } {
  // The first step is always announced, so that a job of several never jumps from its begin to its end.
  let nextAt = 0
  return {
    now: () => announceJob(db, jobId),
    async soon() {
      const at = performance.now()
      if (at < nextAt) return
      nextAt = at + everyMs
      await announceJob(db, jobId)
    },
  }
}
