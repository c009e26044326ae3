import type { Database } from '../../../platform/database/database.ts'
import type { JobEngine } from '../../../platform/engine/job-engine.ts'
import type { Logger } from '../../../platform/log.ts'
import { importWork } from '../import-services.ts'
import { endPausedHolders, findUnownedJobs } from './attempt-queries.ts'

export interface ReconcileJobs {
  db: Database
  engine: JobEngine
  log: Logger
  everyMs: number
  /** Told how many jobs have waited for a slot since the last look. */
  onWaiting(count: number): void
}

/**
 * Sees to it, now and again and again, that every job which is to be worked on and which nobody alive has gets started.
 * It repairs a process that died, a start that was never queued, and an engine that lost what it held.
 */
export function reconcileJobs({ db, engine, log, everyMs, onWaiting }: ReconcileJobs): {
  stop(): Promise<void>
} {
  let seenBefore = new Set<string>()
  let isStopped = false
  let looking = Promise.resolve()

  async function look(): Promise<void> {
    const ended = await endPausedHolders(db)
    if (ended.length > 0) log.warn({ jobs: ended }, 'imports that were paused for too long lost their jobs')
    const jobs = await findUnownedJobs(db)
    for (const { public_id, lease } of jobs)
      await engine.ensureStarted({ kind: importWork, id: public_id, turn: String(lease) })
    onWaiting(jobs.filter(({ public_id }) => seenBefore.has(public_id)).length)
    seenBefore = new Set(jobs.map(({ public_id }) => public_id))
  }

  function lookSoon(): void {
    looking = look()
      .catch((error: unknown) => log.debug({ err: error }, 'jobs could not be looked for'))
      .finally(() => {
        if (!isStopped) timer = setTimeout(lookSoon, everyMs)
      })
  }

  let timer: NodeJS.Timeout | undefined
  lookSoon()
  return {
    async stop() {
      isStopped = true
      clearTimeout(timer)
      await looking
    },
  }
}
