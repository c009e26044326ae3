import { Worker } from 'node:worker_threads'
import type { Failure } from './classify-failure.ts'
import type { ImportThreadData, ImportThreadMessage } from './import-thread-messages.ts'
import type { Lease } from './lease-queries.ts'
import type { SliceEnd } from './run-slice.ts'

/** How a thread ended: as its slice did, by a failure, or because it was aborted. */
export type ThreadEnd =
  | { type: 'ended'; end: SliceEnd }
  | { type: 'failed'; failure: Failure }
  | { type: 'aborted' }

export interface SuperviseThread {
  /** The file that the thread runs: it knows the kinds of import. */
  file: URL
  data: Omit<ImportThreadData, 'pause'>
  signal: AbortSignal
  onTaken(lease: Lease): void
}

/** A thread that works on a job. */
export interface SupervisedThread {
  ended: Promise<ThreadEnd>
  /** Asks it to end after the step that it is at. */
  pause(): void
}

/** A file of any size is read in far less; more than this is a fault of the import, which must not take the server along. */
const heapMbMax = 512

/** Runs one slice in a thread. It cannot harm this process: one that dies, by whatever, has failed. */
export function superviseThread({ file, data, signal, onTaken }: SuperviseThread): SupervisedThread {
  const pause = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)
  const { promise: ended, resolve } = Promise.withResolvers<ThreadEnd>()
  const worker = new Worker(file, {
    name: 'import',
    workerData: { ...data, pause } satisfies ImportThreadData,
    resourceLimits: { maxOldGenerationSizeMb: heapMbMax },
  })
  let said: ThreadEnd | undefined
  worker.on('message', (message: ImportThreadMessage) => {
    if (message.type === 'taken') onTaken(message.lease)
    else said = message
  })
  worker.on('error', (error: Error) => {
    said ??= { type: 'failed', failure: { kind: 'count', reason: describeCrash(error) } }
  })
  worker.on('exit', (code) => {
    signal.removeEventListener('abort', abort)
    resolve(said ?? { type: 'failed', failure: { kind: 'count', reason: `the import ended with ${code}` } })
  })
  function abort(): void {
    said ??= { type: 'aborted' }
    void worker.terminate()
  }
  signal.addEventListener('abort', abort)
  if (signal.aborted) abort()
  return { ended, pause: () => void Atomics.store(new Int32Array(pause), 0, 1) }
}

function describeCrash(error: Error): string {
  if ('code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY')
    return `the import needed more than ${heapMbMax} MB of memory`
  return `the import crashed: ${error.message.split('\n')[0]}`
}
