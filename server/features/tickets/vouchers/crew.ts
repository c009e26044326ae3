import { Worker } from 'node:worker_threads'
import { type OnRange, type Stages, stages } from './stages.ts'

/** This thread and the workers beside it, which carry out one stage after the other together. */
export interface Crew {
  threads: number
  /** Runs a stage on every thread at once and returns what each found. `onRange` is told of this thread's ranges. */
  run<S extends keyof Stages>(
    stage: S,
    work: Parameters<Stages[S]>[0],
    onRange?: OnRange,
  ): Promise<ReturnType<Stages[S]>[]>
  close(): Promise<void>
}

/** Starts `threads - 1` workers. */
export function startCrew(threads: number): Crew {
  const workers = Array.from({ length: threads - 1 }, (_, i) => startWorker(i + 1))
  return {
    threads,
    async run(stage, work, onRange = () => {}) {
      const others = workers.map((worker) => worker.run(stage, work))
      // A worker's failure must not go unhandled while this thread is still at its own part.
      const settled = Promise.allSettled(others)
      const own = runStage(stage, work, 0, onRange)
      const results = await settled
      return [own, ...results.map((result) => unwrap(result))] as ReturnType<Stages[typeof stage]>[]
    },
    async close() {
      await Promise.all(workers.map((worker) => worker.stop()))
    },
  }
}

/** One stage by its name, on the calling thread. The types of `work` and the result are the stage's own. */
export function runStage(stage: keyof Stages, work: unknown, thread: number, onRange: OnRange): unknown {
  const run = stages[stage] as (work: unknown, thread: number, onRange: OnRange) => unknown
  return run(work, thread, onRange)
}

function startWorker(thread: number) {
  const worker = new Worker(new URL('./crew-worker.ts', import.meta.url), { workerData: thread })
  worker.unref()
  return {
    run: (stage: keyof Stages, work: unknown): Promise<unknown> =>
      new Promise((resolve, reject) => {
        worker.ref()
        worker.once('message', (message: { result: unknown } | { error: unknown }) => {
          worker.removeListener('error', reject)
          if ('error' in message) reject(message.error)
          else resolve(message.result)
        })
        worker.once('error', reject)
        worker.postMessage({ stage, work })
      }),
    stop: () => worker.terminate(),
  }
}

function unwrap(result: PromiseSettledResult<unknown>): unknown {
  if (result.status === 'rejected') throw result.reason
  return result.value
}
