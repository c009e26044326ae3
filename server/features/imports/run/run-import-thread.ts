import { parentPort, workerData } from 'node:worker_threads'
import { openConnection } from '../../../platform/database/open-connection.ts'
import { createLog } from '../../../platform/log.ts'
import type { ImportKinds } from '../import-kind.ts'
import { classifyFailure } from './classify-failure.ts'
import type { ImportThreadData, ImportThreadMessage } from './import-thread-messages.ts'
import { runSlice, type SliceEnd } from './run-slice.ts'

/** The whole of an import's thread: works for one slice on a connection of its own, and says what came of it. */
export async function runImportThread(kinds: ImportKinds): Promise<void> {
  // Whoever starts this thread gives it exactly this.
  const data = workerData as ImportThreadData
  const log = createLog(data).child({ jobId: data.jobId })
  try {
    tell({ type: 'ended', end: await runOnConnection(data, kinds, log) })
  } catch (error) {
    const failure = classifyFailure(error)
    if (failure.kind === 'count') log.error({ err: error }, 'an attempt of an import failed')
    tell({ type: 'failed', failure })
  }
}

async function runOnConnection(
  { url, jobId, files, leaseMs, pause }: ImportThreadData,
  kinds: ImportKinds,
  log: ReturnType<typeof createLog>,
): Promise<SliceEnd> {
  const flag = new Int32Array(pause)
  const { db, client, close } = await openConnection(url, (error) =>
    log.debug({ err: error }, 'the connection of an import was lost'),
  )
  try {
    return await runSlice({
      ...{ jobId, files, db, client, kinds, log, leaseMs },
      shouldPause: () => Atomics.load(flag, 0) === 1,
      onTaken: (lease) => tell({ type: 'taken', lease }),
    })
  } finally {
    // A connection that is gone already cannot be closed; how the slice ended is known.
    await close().catch(() => undefined)
  }
}

function tell(message: ImportThreadMessage): void {
  parentPort?.postMessage(message)
}
