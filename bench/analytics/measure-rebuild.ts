import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { type DocketOptions, startDocket } from '../../test/lifecycle/docket-process.ts'

/** What it took to count every number anew. */
export interface RebuildSample {
  seconds: number
  peakMib: number
}

/** Lets a process of its own count everything from the events and store it, where nothing or something else stood. */
export async function measureRebuild(docket: DocketOptions): Promise<RebuildSample> {
  const begun = performance.now()
  const rebuild = startDocket({ ...docket, args: ['reconcile', '--repair'] })
  let peakMib = 0
  let hasEnded = false
  const ended = rebuild.ended.finally(() => {
    hasEnded = true
  })
  while (!hasEnded) {
    peakMib = Math.max(peakMib, readPeakMib(rebuild.pid))
    await sleep(20)
  }
  const { code } = await ended
  if (code !== 0) throw new Error(`the rebuild ended with ${code}: ${rebuild.output()}`)
  return { seconds: (performance.now() - begun) / 1_000, peakMib }
}

/** The peak that the kernel has counted; 0 when the process is gone. */
function readPeakMib(pid: number): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024
  } catch {
    // It ended while we looked.
    return 0
  }
}
