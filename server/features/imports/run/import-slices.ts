import type { Database } from '../../../platform/database/database.ts'
import type { RunContext, RunHandler, RunOutcome } from '../../../platform/engine/job-engine.ts'
import type { BorrowedFile, FileStore } from '../../../platform/files/file-store.ts'
import type { Logger } from '../../../platform/log.ts'
import type { ImportFile } from '../import-kind.ts'
import { roleOf } from '../job-row.ts'
import { announceJob } from '../live/announce-job-queries.ts'
import { findFilesToImport, recordFailure, recordWaiting } from './attempt-queries.ts'
import { classifyFailure, type Failure } from './classify-failure.ts'
import type { ImportThreadData } from './import-thread-messages.ts'
import { type Lease, renewLease } from './lease-queries.ts'
import { type SupervisedThread, superviseThread, type ThreadEnd } from './supervise-thread.ts'

export interface ImportSlicesOptions {
  db: Database
  url: string
  store: Pick<FileStore, 'borrow'>
  log: Logger
  logLevel: ImportThreadData['logLevel']
  threadFile: URL
  /** Gets what a job waits for when the database cannot be told. */
  waiting: Map<string, string>
  /** How long a holder that says nothing is believed to be alive, and how long a slice takes. */
  leaseMs: number
  sliceMs: number
}

/** The imports that run in this process, a slice at a time. */
export interface ImportSlices {
  run: RunHandler
  /** Asks every slice to end after the step that it is at. */
  pauseAll(): void
  /** Ends up to `count` slices that have had a fair share, the longest first, because others wait. */
  makeWay(count: number): void
}

interface RunningSlice {
  begun: number
  thread: SupervisedThread
}

/** How often a job is tried before it has failed (spec 3.1). */
const attemptsMax = 8
/** How often it is tried again while something outside is amiss. */
const waitMs = 2_000
/** What a slice may take before it makes way for one that waits. */
const fairMs = 3_000

/** Runs imports, each slice in a thread of its own, and records what failed. */
export function createImportSlices(options: ImportSlicesOptions): ImportSlices {
  const { db, store, log, waiting } = options
  const running = new Set<RunningSlice>()
  let isPaused = false

  async function run(publicId: string, { signal }: RunContext): Promise<RunOutcome> {
    const borrowed: BorrowedFile[] = []
    const held: { lease?: Lease } = {}
    try {
      const files = await borrowFiles(db, store, publicId, borrowed)
      if (files.length === 0 || isPaused) return { next: 'done' }
      return await settle(publicId, await runThread(publicId, files, signal, held), held.lease)
    } catch (error) {
      return settle(publicId, { type: 'failed', failure: classifyFailure(error) }, held.lease)
    } finally {
      for (const file of borrowed) await file.giveBack()
    }
  }

  async function runThread(
    jobId: string,
    files: readonly ImportFile[],
    signal: AbortSignal,
    held: { lease?: Lease },
  ): Promise<ThreadEnd> {
    const { url, leaseMs, logLevel, sliceMs, threadFile } = options
    const data = { url, jobId, files, leaseMs, logLevel }
    const thread = superviseThread({
      file: threadFile,
      data,
      signal,
      onTaken(lease) {
        held.lease = lease
        waiting.delete(jobId)
      },
    })
    const slice = { begun: performance.now(), thread }
    running.add(slice)
    if (isPaused) thread.pause()
    const timers = [
      setTimeout(thread.pause, sliceMs),
      setInterval(() => held.lease && keepAlive(held.lease), leaseMs / 3),
    ]
    return thread.ended.finally(() => {
      running.delete(slice)
      for (const timer of timers) clearTimeout(timer)
    })
  }

  /** Renewing is done here, not in the thread: a thread that builds an index for minutes is alive all the same. */
  function keepAlive(lease: Lease): void {
    renewLease(db, lease, options.leaseMs).catch((error: unknown) =>
      log.debug({ err: error }, 'a lease could not be renewed'),
    )
  }

  async function settle(publicId: string, end: ThreadEnd, lease?: Lease): Promise<RunOutcome> {
    if (end.type === 'failed') return record(publicId, end.failure, lease)
    const isPausedSlice = end.type === 'ended' && end.end === 'paused'
    return isPausedSlice ? { next: 'again', afterMs: 0 } : { next: 'done' }
  }

  async function record(publicId: string, failure: Failure, lease?: Lease): Promise<RunOutcome> {
    log.warn({ jobId: publicId, reason: failure.reason }, 'an import stopped')
    try {
      const outcome = await recordFailed(db, { publicId, ...(lease && { lease: lease.number }) }, failure)
      waiting.delete(publicId)
      return outcome
    } catch (error) {
      // The database is what is amiss. The reconciler tries again as soon as it answers.
      waiting.set(publicId, failure.reason)
      log.debug({ err: error, jobId: publicId }, 'the reason could not be stored')
      return { next: 'again', afterMs: waitMs }
    }
  }

  return {
    run,
    pauseAll() {
      isPaused = true
      for (const { thread } of running) thread.pause()
    },
    makeWay(count) {
      const now = performance.now()
      const longest = [...running].filter(({ begun }) => now - begun > fairMs)
      for (const { thread } of longest.toSorted((a, b) => a.begun - b.begun).slice(0, count)) thread.pause()
    },
  }
}

async function recordFailed(
  db: Database,
  attempt: { publicId: string; lease?: number },
  { kind, reason }: Failure,
): Promise<RunOutcome> {
  if (kind === 'wait') {
    const job = await recordWaiting(db, attempt, reason, waitMs)
    if (job !== undefined) await announceJob(db, job.id)
    return { next: 'again', afterMs: waitMs }
  }
  const job = await recordFailure(db, attempt, reason, attemptsMax)
  if (job === undefined) return { next: 'done' }
  await announceJob(db, job.id)
  if (job.status === 'failed') return { next: 'done' }
  return { next: 'again', afterMs: Math.min(30, 2 ** (job.failures - 1)) * 1_000 }
}

/** Makes the job's files readable here. `borrowed` gets each at once, so that all are given back whatever happens. */
async function borrowFiles(
  db: Database,
  store: Pick<FileStore, 'borrow'>,
  publicId: string,
  borrowed: BorrowedFile[],
): Promise<ImportFile[]> {
  const files: ImportFile[] = []
  for (const row of await findFilesToImport(db, publicId)) {
    const file = await store.borrow(row.stored_as)
    borrowed.push(file)
    files.push({ id: row.id, role: roleOf(row), name: row.name, path: file.path })
  }
  return files
}
