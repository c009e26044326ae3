import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { Inspection } from './inspect-file.ts'

/** Inspects the file at a path, off the request thread. */
export type InspectFile = (path: string) => Promise<Inspection>

/** Inspects at most `threadsMax` files at a time, each in a thread of its own; the others wait for their turn. */
export function createInspector(threadsMax: number): InspectFile {
  const waiting: (() => void)[] = []
  let running = 0

  return async (path) => {
    while (running >= threadsMax) await new Promise<void>((resolve) => waiting.push(resolve))
    running++
    try {
      return await inspectInThread(path)
    } finally {
      running--
      waiting.shift()?.()
    }
  }
}

async function inspectInThread(path: string): Promise<Inspection> {
  const worker = new Worker(new URL('./inspect-worker.ts', import.meta.url), { workerData: path })
  // Rejects when the thread fails.
  const [inspection] = await once(worker, 'message')
  await worker.terminate()
  return inspection
}
