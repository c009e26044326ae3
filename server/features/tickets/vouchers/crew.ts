import { Worker } from 'node:worker_threads'
import { type OnRange, type Stages, stages } from './stages.ts'

/** This thread and the workers beside it, which carry out one stage after the other together. */
export interface Crew {
  threads: number
  /** Runs a stage on every thread at once and returns what each found. `onRange` is told of this thread's ranges. */
  run<S extends keyof Stages>(stage: S, work: Work<S>, onRange?: OnRange): Promise<Found<S>[]>
  /** Lets the workers begin a stage; this thread does something else, and then takes its part by `join`. */
  begin<S extends keyof Stages>(stage: S, work: Work<S>): { join(onRange?: OnRange): Promise<Found<S>[]> }
  close(): Promise<void>
}

type Work<S extends keyof Stages> = Parameters<Stages[S]>[0]
type Found<S extends keyof Stages> = ReturnType<Stages[S]>

/** Starts `threads - 1` workers. */
export function startCrew(threads: number): Crew {
  const workers = Array.from({ length: threads - 1 }, (_, i) => startWorker(i + 1))
  return {
    threads,
    run: (stage, work, onRange) => begin(stage, work).join(onRange),
    begin,
    async close() {
      await Promise.all(workers.map((worker) => worker.stop()))
    },
  }

  function begin<S extends keyof Stages>(
    stage: S,
    work: Work<S>,
  ): { join(onRange?: OnRange): Promise<Found<S>[]> } {
    // A worker's failure must not go unhandled while this thread is still at something else.
    const others = Promise.allSettled(workers.map((worker) => worker.run(stage, work)))
    return {
      async join(onRange = () => {}) {
        const results: unknown[] = [runStage(stage, work, 0, onRange)]
        for (const result of await others) results.push(unwrap(result))
        // Every thread ran the same stage.
        return results as Found<S>[]
      },
    }
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
        worker.once('message', (message: { result: unknown } | { error: object; code: unknown }) => {
          worker.removeListener('error', reject)
          if ('error' in message) reject(Object.assign(message.error, { code: message.code }))
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
