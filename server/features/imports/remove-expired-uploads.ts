import { recordChange } from '../../platform/audit/audit-queries.ts'
import type { Context } from '../../platform/context.ts'
import type { FileStore } from '../../platform/files/file-store.ts'
import type { Principal } from '../../platform/principal.ts'
import type { ImportServices } from './import-services.ts'
import { endCancelled } from './job-state-queries.ts'
import { announceJob } from './live/announce-job-queries.ts'
import { findUnreferred, lockForgottenJobs, releaseFiles } from './retention-queries.ts'

export type CleanUpContext = Pick<Context, 'config' | 'db' | 'log' | 'clock'>

/** What a clean-up has removed. */
export interface RemovedUploads {
  /** Jobs that were never started, and are cancelled. */
  cancelledJobs: number
  /** Files of jobs that have ended. */
  expiredFiles: number
  /** Files that belonged to no job: of uploads that a crash has cut off. */
  strayFiles: number
}

/** How many jobs one transaction, and how many files one question, is about. */
const batchSize = 500
/** The files of an upload lie there before its job does, and an upload may take a day. */
const strayAfterMs = 2 * 86_400_000
const dayMs = 86_400_000

const cleanUp: Principal = { kind: 'command', name: 'clean-up', role: 'admin' }

/**
 * Removes uploaded files whose time is over (UPLOAD_RETENTION_DAYS after the end of their job; the rows stay), cancels
 * jobs that nobody started for as long, and removes files that no job refers to. Safe to run at any time, anywhere.
 */
export async function removeExpiredUploads(
  context: CleanUpContext,
  { store }: Pick<ImportServices, 'store'>,
): Promise<RemovedUploads> {
  const now = context.clock.now().getTime()
  const expiredBefore = new Date(now - context.config.uploadRetentionDays * dayMs)
  const cancelledJobs = await cancelForgotten(context, expiredBefore)
  const expiredFiles = await removeExpired(context, store, expiredBefore)
  const strayFiles = await removeStrays(context, store, new Date(now - strayAfterMs))
  return { cancelledJobs, expiredFiles, strayFiles }
}

async function cancelForgotten(context: CleanUpContext, expiredBefore: Date): Promise<number> {
  for (let total = 0; ; ) {
    const cancelled = await cancelSome(context, expiredBefore)
    for (const id of cancelled) await announceJob(context.db, id)
    total += cancelled.length
    if (cancelled.length < batchSize) return total
  }
}

async function cancelSome({ db, config }: CleanUpContext, expiredBefore: Date): Promise<number[]> {
  const reason = `cancelled: it was not started within ${config.uploadRetentionDays} days`
  return db.transaction().execute(async (tx) => {
    const jobs = await lockForgottenJobs(tx, expiredBefore, batchSize)
    for (const { id, public_id } of jobs) {
      await endCancelled(tx, id, reason)
      await recordChange(tx, cleanUp, { action: 'job.expire', subjectId: public_id })
    }
    return jobs.map(({ id }) => id)
  })
}

async function removeExpired({ db }: CleanUpContext, store: FileStore, expiredBefore: Date): Promise<number> {
  for (let total = 0; ; ) {
    // Marked first: a file that is marked and still there is a stray, and goes with the strays.
    const keys = await releaseFiles(db, expiredBefore, batchSize)
    for (const key of keys) await store.remove(key)
    total += keys.length
    if (keys.length === 0) return total
  }
}

async function removeStrays({ db }: CleanUpContext, store: FileStore, storedBefore: Date): Promise<number> {
  let total = 0
  for await (const keys of inBatches(store.listOlderThan(storedBefore))) {
    const strays = await findUnreferred(db, keys)
    for (const key of strays) await store.remove(key)
    total += strays.length
  }
  return total
}

async function* inBatches(keys: AsyncIterable<string>): AsyncIterable<string[]> {
  let batch: string[] = []
  for await (const key of keys) {
    batch.push(key)
    if (batch.length === batchSize) {
      yield batch
      batch = []
    }
  }
  if (batch.length > 0) yield batch
}
