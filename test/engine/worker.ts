import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** A process that runs imports. */
export interface WorkerProcess {
  /** Sends a signal; one that ends the process has ended it when this resolves. */
  kill(signal: NodeJS.Signals): Promise<void>
  ended: Promise<number | null>
}

const running = new Set<ChildProcess>()
const script = fileURLToPath(new URL('./worker-process.ts', import.meta.url))

/** Starts a process that runs imports, and waits until it does. */
export async function startWorker(args: readonly string[]): Promise<WorkerProcess> {
  const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  running.add(child)
  const ended = once(child, 'close').then(([code]) => {
    running.delete(child)
    return code
  })
  await Promise.race([
    once(child.stdout, 'data'),
    ended.then((code) => Promise.reject(new Error(`the worker ended with ${code} before it was ready`))),
  ])
  return {
    async kill(signal) {
      child.kill(signal)
      if (signal === 'SIGKILL' || signal === 'SIGTERM') await ended
    },
    ended,
  }
}

/** Ends what a test has started and not ended. */
export async function endWorkers(): Promise<void> {
  for (const child of [...running]) {
    child.kill('SIGKILL')
    await once(child, 'close')
  }
}
