import { type JobNews, type JobState, stateOf } from './job-news.ts'

/** How far a job has come in what was said about it. */
type Stage = 'queued' | 'begun' | 'moving' | 'ended'

/** What was last said about a job, and about which of its runs. */
export interface Said {
  state: JobState
  stage: Stage
  startedAt: string | null
}

/** One message to send. */
export interface Planned {
  state: JobState
  stage: Stage
  /** True when it may wait a moment, and not be sent at all if something newer comes meanwhile. */
  mayWait: boolean
  /** True when a client that reads too slowly need not get it. */
  isPassing: boolean
}

/**
 * Decides what to say when news of a job come. Every run is told in order: queued, its begin, how it moves, its end
 * (spec 3.2). News may be lost or overtake each other, so what was skipped is said first.
 * @param watchedForMs how long its owner has been listened for: a run that is older was not missed
 */
export function planMessages(
  said: Said | undefined,
  news: JobNews,
  watchedForMs: number,
): readonly Planned[] {
  switch (news.status) {
    case 'pending':
      return []
    case 'queued':
      return [say(news, 'queued')]
    case 'processing':
      return planProcessing(said, news, watchedForMs)
    case 'completed':
    case 'failed':
      return [...planSkipped(said, news, watchedForMs), planEnd(said, news)]
    case 'cancelled':
      // A job may be cancelled in any state; it was not begun for that.
      return [planEnd(said, news)]
  }
}

function planProcessing(said: Said | undefined, news: JobNews, watchedForMs: number): readonly Planned[] {
  const skipped = planSkipped(said, news, watchedForMs)
  const begin = skipped.at(-1)
  if (begin !== undefined)
    return hasMoved(begin.state, news)
      ? [...skipped, say(news, 'moving')]
      : [...skipped.slice(0, -1), say(news, 'begun')]
  if (said === undefined) return [say(news, hasMoved(undefined, news) ? 'moving' : 'begun')]
  const isFirst = said.stage === 'begun' && hasMoved(said.state, news)
  if (isFirst) return [{ ...say(news, 'moving'), mayWait: true }]
  return [{ ...say(news, said.stage), mayWait: true, isPassing: said.stage === 'moving' }]
}

/** The messages of this run that come before `moving` and were not sent. */
function planSkipped(said: Said | undefined, news: JobNews, watchedForMs: number): readonly Planned[] {
  if (isSameRun(said, news, watchedForMs)) return []
  const before: JobState = { ...stateOf(news), ...countersBefore(said) }
  const queued: Planned = { ...say(news, 'queued'), state: { ...before, status: 'queued' } }
  const begun: Planned = { ...say(news, 'begun'), state: { ...before, status: 'processing' } }
  return said?.stage === 'queued' ? [begun] : [queued, begun]
}

/** True when the begin of the run was said already, or lies before anybody listened. */
function isSameRun(said: Said | undefined, news: JobNews, watchedForMs: number): boolean {
  if (said === undefined) return news.startedMsAgo === null || news.startedMsAgo >= watchedForMs
  if (said.stage === 'ended') return said.startedAt === news.startedAt
  return said.stage !== 'queued'
}

/** A run goes on where the one before it ended; the first begins with nothing. */
function countersBefore(said: Said | undefined): Partial<JobState> {
  if (said !== undefined) {
    const { jobId, status, totalRecords, ...counters } = said.state
    return counters
  }
  return { processedRecords: 0, validRecords: 0, invalidRecords: 0, suspiciousRecords: 0, progressPercent: 0 }
}

function planEnd(said: Said | undefined, news: JobNews): Planned {
  // Said again after the end, as after a repair: that is a change of the counters, and there may be many.
  const isAgain =
    said?.stage === 'ended' && said.startedAt === news.startedAt && said.state.status === news.status
  return { ...say(news, 'ended'), mayWait: isAgain }
}

function say(news: JobNews, stage: Stage): Planned {
  return { state: stateOf(news), stage, mayWait: false, isPassing: false }
}

function hasMoved(before: JobState | undefined, news: JobNews): boolean {
  return news.processedRecords > (before?.processedRecords ?? 0)
}
