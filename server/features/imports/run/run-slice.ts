import type { Client } from 'pg'
import { FileFault } from '../../../platform/csv/file-fault.ts'
import type { Database } from '../../../platform/database/database.ts'
import type { Logger } from '../../../platform/log.ts'
import type { ImportFile, ImportKind, ImportKinds, ImportRun } from '../import-kind.ts'
import { kindOf } from '../job-row.ts'
import { announceProgress } from './announce-progress.ts'
import { LeaseLost } from './lease-lost.ts'
import {
  completeJob,
  failJob,
  type Lease,
  makeParts,
  readCheckpoints,
  releaseJob,
  type TakenJob,
  takeJob,
} from './lease-queries.ts'
import { storeStep } from './store-step.ts'

export interface Slice {
  /** The public id of the job. */
  jobId: string
  /** Its files, in the order of the job's parts. */
  files: readonly ImportFile[]
  /** A connection of the slice alone: the job is held for as long as it lives. */
  db: Database
  client: Client
  kinds: ImportKinds
  log: Logger
  leaseMs: number
  shouldPause(): boolean
  /** Told as soon as the job is ours: whoever supervises the slice needs the lease when it dies. */
  onTaken(lease: Lease): void
}

/**
 * What came of a slice: `free` when it did not get the job, because there is nothing to do, it is not time yet, or somebody
 * alive has it; `lost` when somebody else took it in the middle, or it was cancelled.
 */
export type SliceEnd = 'completed' | 'failed' | 'paused' | 'lost' | 'free'

/**
 * Takes the job and works on it until it is finished or it is time to pause. Everything it does is guarded by the lease, so any
 * number of slices of one job may run at once: one of them writes.
 * @throws what fails; the job still stands as the last stored step left it
 */
export async function runSlice(slice: Slice): Promise<SliceEnd> {
  const taken = await take(slice)
  if (taken === undefined) return 'free'
  const lease = { jobId: taken.id, number: taken.lease }
  slice.onTaken(lease)
  const progress = announceProgress(slice.db, taken.id)
  await progress.now()
  try {
    const run = await buildRun(slice, taken, lease, progress.soon)
    const end = await slice.kinds[run.kind].run(run)
    if (end === 'finished') return (await completeJob(slice.db, lease)) ? 'completed' : 'lost'
    await releaseJob(slice.db, lease)
    return 'paused'
  } catch (error) {
    if (error instanceof LeaseLost) return 'lost'
    if (!(error instanceof FileFault)) throw error
    return (await failJob(slice.db, lease, error.message)) ? 'failed' : 'lost'
  } finally {
    // A connection that died says nothing any more; the error that ended the slice is the one to tell.
    await progress.now().catch(() => undefined)
  }
}

/** Takes the lease and, the first time, makes what the job's rows are stored in: all of it or nothing. */
async function take({ db, jobId, files, kinds, leaseMs }: Slice): Promise<TakenJob | undefined> {
  return db.transaction().execute(async (tx) => {
    const taken = await takeJob(tx, jobId, leaseMs)
    if (taken === undefined) return undefined
    const kind: ImportKind = kinds[kindOf(taken)]
    const fileIds = files.map(({ id }) => id)
    if (!(await makeParts(tx, taken.id, fileIds, kind.firstPhase))) return taken
    await kind.prepare(tx, taken.id)
    return { ...taken, phase: kind.firstPhase }
  })
}

async function buildRun(
  { db, client, files, log, leaseMs, shouldPause }: Slice,
  taken: TakenJob,
  lease: Lease,
  onStored: () => Promise<void>,
): Promise<ImportRun> {
  const checkpoints = await readCheckpoints(db, taken.id)
  return {
    jobId: taken.id,
    kind: kindOf(taken),
    options: optionsOf(taken),
    files,
    phase: taken.phase,
    checkpoints: checkpoints.map(({ part, byte_offset, line, records, is_done }) => ({
      part,
      offset: byte_offset,
      line,
      records,
      isDone: is_done,
    })),
    totalRecords: taken.total_records,
    db,
    client,
    log,
    commit: async (step) => {
      await storeStep({ db, client }, lease, step, leaseMs)
      await onStored()
    },
    shouldPause,
  }
}

/** What was asked for at the upload. The column is an object of JSON: nothing else is ever written into it. */
function optionsOf({ options }: TakenJob): Readonly<Record<string, unknown>> {
  return options as Readonly<Record<string, unknown>>
}
