import type { Stream } from '../../../platform/live/stream.ts'
import type { JobNews } from './job-news.ts'
import { type Planned, planMessages, type Said } from './plan-messages.ts'

/** What is known of a job: what was said last, when, and what waits to be said. */
interface Followed {
  revision: number
  heardAtMs: number
  said: Said | undefined
  saidAtMs: number
  waiting: { planned: Planned; startedAt: string | null; timer: NodeJS.Timeout } | undefined
}

/** Turns news of one user's jobs into the messages of their stream. */
export interface JobFollower {
  /** News from a process that changed a job. What is older than what is known is dropped. */
  hear(news: JobNews): void
  /**
   * All news that were asked of the database: of the running jobs, of those that ended lately, and of those in `asked`.
   * Finds what no notification told.
   */
  catchUp(news: readonly JobNews[], asked: ReadonlySet<string>): void
  /** The jobs that were said to be queued or processing. */
  running(): ReadonlySet<string>
  stop(): void
}

/** How long an end is remembered, so that news from before it, which come late, are known as such. */
const rememberedMs = 60_000

/** @param betweenMs is how long a job is silent, at least, between two messages that may wait */
export function createJobFollower(stream: Stream, betweenMs: number): JobFollower {
  const createdAtMs = performance.now()
  const jobs = new Map<string, Followed>()

  function hear(news: JobNews): void {
    const now = performance.now()
    const job = jobs.get(news.jobId) ?? follow(news.jobId)
    if (news.revision <= job.revision) return
    job.revision = news.revision
    job.heardAtMs = now
    for (const planned of planMessages(job.said, news, now - createdAtMs)) take(job, planned, news.startedAt)
  }

  function follow(jobId: string): Followed {
    const job: Followed = {
      revision: -1,
      heardAtMs: performance.now(),
      said: undefined,
      saidAtMs: Number.NEGATIVE_INFINITY,
      waiting: undefined,
    }
    jobs.set(jobId, job)
    return job
  }

  function take(job: Followed, planned: Planned, startedAt: string | null): void {
    clearTimeout(job.waiting?.timer)
    // The first step after the begin is always told, also when the end comes right behind it.
    const isFirstStep = job.said?.stage === 'begun' && job.waiting?.planned.stage === 'moving'
    if (isFirstStep && planned.stage !== 'moving') sayWaiting(job)
    job.waiting = undefined
    const waitMs = planned.mayWait ? job.saidAtMs + betweenMs - performance.now() : 0
    if (waitMs > 0) job.waiting = { planned, startedAt, timer: setTimeout(sayWaiting, waitMs, job) }
    else say(job, planned, startedAt)
  }

  function sayWaiting(job: Followed): void {
    const { waiting } = job
    job.waiting = undefined
    if (waiting !== undefined) say(job, waiting.planned, waiting.startedAt)
  }

  function say(job: Followed, { state, stage, isPassing }: Planned, startedAt: string | null): void {
    const progressPercent = Math.max(state.progressPercent, job.said?.state.progressPercent ?? 0)
    const body = { ...state, progressPercent }
    job.said = { state: body, stage, startedAt }
    job.saidAtMs = performance.now()
    stream.publish({ type: 'job.progress', key: state.jobId, body, isPassing })
  }

  function catchUp(news: readonly JobNews[], asked: ReadonlySet<string>): void {
    const now = performance.now()
    for (const one of news) {
      if (isNewsOfRun(one, now - createdAtMs) || jobs.has(one.jobId)) hear(one)
      else follow(one.jobId).revision = one.revision
    }
    const found = new Set(news.map(({ jobId }) => jobId))
    for (const [jobId, job] of jobs) {
      const isDeleted = asked.has(jobId) && !found.has(jobId)
      const isOver = !found.has(jobId) && !isRunning(job) && now - job.heardAtMs > rememberedMs
      if (isDeleted || isOver) forget(jobId, job)
    }
  }

  function forget(jobId: string, job: Followed): void {
    clearTimeout(job.waiting?.timer)
    jobs.delete(jobId)
    stream.forget(jobId)
  }

  return {
    hear,
    catchUp,
    running: () => new Set([...jobs].flatMap(([jobId, job]) => (isRunning(job) ? [jobId] : []))),
    stop() {
      for (const { waiting } of jobs.values()) clearTimeout(waiting?.timer)
    },
  }
}

function isRunning({ said }: Followed): boolean {
  return said !== undefined && said.stage !== 'ended'
}

/** False for what ended before anybody listened: that is known to be so, and not said. */
function isNewsOfRun({ status, startedMsAgo }: JobNews, watchedForMs: number): boolean {
  if (status === 'queued' || status === 'processing') return true
  return startedMsAgo !== null && startedMsAgo < watchedForMs
}
