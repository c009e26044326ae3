import { setTimeout as sleep } from 'node:timers/promises'
import { PlainError } from '../../errors.ts'
import { findProcessesIn } from './find-processes.ts'

const lookEveryMs = 20

/** Sends `signal` to each process (a negative id names a group); one that has ended already is no fault. */
export function killProcesses(ids: readonly number[], signal: NodeJS.Signals): void {
  for (const id of ids) {
    // Zero would name our own group.
    if (id === 0) continue
    try {
      process.kill(id, signal)
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
    }
  }
}

/** Waits until no PostgreSQL process works in `directory`. False when some still do after `timeoutMs`. */
export async function processesEnd(directory: string, timeoutMs: number): Promise<boolean> {
  const deadline = performance.now() + timeoutMs
  while ((await findProcessesIn(directory)).length > 0) {
    if (performance.now() > deadline) return false
    await sleep(lookEveryMs)
  }
  return true
}

/**
 * Ends every PostgreSQL process that works in `cluster`: first as PostgreSQL wishes it (`fast`: transactions are
 * rolled back, everything is written), then without ceremony, then by force. Only for the holder of its lock.
 */
export async function endProcessesIn(cluster: string, postmaster: number | undefined): Promise<void> {
  const steps: readonly [NodeJS.Signals, number][] = [
    ['SIGINT', 5_000],
    ['SIGQUIT', 2_000],
    ['SIGKILL', 5_000],
  ]
  for (const [signal, timeoutMs] of steps) {
    const found = await findProcessesIn(cluster)
    if (found.length === 0) return
    // The postmaster ends its own backends in good order; force, or no known postmaster, is for all of them.
    const main = found.filter((id) => id === postmaster && signal !== 'SIGKILL')
    killProcesses(main.length > 0 ? main : found, signal)
    if (await processesEnd(cluster, timeoutMs)) return
  }
  throw new PlainError(`an old PostgreSQL in ${cluster} does not end: restart the machine or the container`)
}
