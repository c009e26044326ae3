import { setTimeout as sleep } from 'node:timers/promises'
import { type Static, Type } from 'typebox'
import { Job } from '#contract/jobs.ts'
import type { JobProgress } from '#contract/live.ts'
import { askServer, isPassing } from './call-server.ts'
import type { ServerAccess } from './find-server.ts'

/** A job as the server answers it; one of a later version may say more. */
export const AnsweredJob = Type.Object(Job.properties)
export type AnsweredJob = Static<typeof AnsweredJob>

/** What is heard of a job while it runs. */
type Heard = Pick<JobProgress, 'status' | 'progressPercent'>

/** One job's progress, as it comes, and its end. */
export interface JobWatch {
  /** Called for each message of the stream. */
  hear(progress: JobProgress): void
  /**
   * Waits for the end and returns the job as it then is. Asks for it often while no stream is open, and now and then
   * besides. @throws NoAnswer or Refused when the server, or its database, is away for too long
   */
  untilEnded(): Promise<AnsweredJob>
}

interface WatchJob {
  jobId: string
  isStreamOpen: () => boolean
  onHeard: (heard: Heard) => void
  /** Told when what the job waits for changes, and when the server cannot be reached. */
  onWaiting: (reason: string) => void
}

const askEveryMs = 1_000
const askBesidesEveryMs = 10_000
const serverAwayMsMax = 300_000
const ends: ReadonlySet<string> = new Set(['completed', 'failed', 'cancelled'])

export function watchJob(
  server: ServerAccess,
  { jobId, isStreamOpen, onHeard, onWaiting }: WatchJob,
): JobWatch {
  const ended = new AbortController()
  let said: string | undefined
  let answeredAtMs = performance.now()

  function sayOnce(reason: string | undefined): void {
    if (reason !== undefined && reason !== said) onWaiting(reason)
    said = reason
  }

  async function ask(): Promise<AnsweredJob | undefined> {
    try {
      const job = await askServer(server, AnsweredJob, `/api/jobs/${jobId}`)
      answeredAtMs = performance.now()
      sayOnce(ends.has(job.status) ? undefined : (job.error ?? undefined))
      return job
    } catch (error) {
      const isAwayTooLong = performance.now() - answeredAtMs > serverAwayMsMax
      if (!isPassing(error) || isAwayTooLong) throw error
      sayOnce(error.message)
      return undefined
    }
  }

  async function untilEnded(): Promise<AnsweredJob> {
    for (;;) {
      const job = await ask()
      if (job !== undefined && ends.has(job.status)) return job
      if (job !== undefined) onHeard(job)
      await pause(isStreamOpen() && job !== undefined ? askBesidesEveryMs : askEveryMs)
    }
  }

  /** Ends early when the stream told the end; the job may have to be asked for again if it then was not to be had. */
  async function pause(ms: number): Promise<void> {
    const signal = ended.signal.aborted ? undefined : ended.signal
    await sleep(ms, undefined, { ...(signal !== undefined && { signal }) }).catch(() => undefined)
  }

  return {
    untilEnded,
    hear(progress) {
      if (ends.has(progress.status)) ended.abort()
      else onHeard(progress)
    },
  }
}
