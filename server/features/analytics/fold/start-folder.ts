import { setTimeout as sleep } from 'node:timers/promises'
import type { Context } from '../../../platform/context.ts'
import { hasDeltas } from './deltas-queries.ts'
import { deltasMax, foldDeltas } from './fold-deltas.ts'

/** What folds in this process. */
export interface Folder {
  /** Ends with the step that is under way; does not wait for one that hangs. */
  stop(): Promise<void>
}

/** Between two looks: short beside the second within which numbers are right, long beside what a look costs. */
const pauseMs = 200
/** While the database cannot be used. */
const pauseAfterFailureMs = 1_000
const stopsWithinMs = 3_000

/**
 * Folds what changes into the summaries, from now on. Any number of processes may do so on one database: whichever comes
 * first folds, and when it dies, another one goes on where it was.
 * @param onFolded is told after numbers have changed, here; whoever watches elsewhere is told by the hints
 */
export function startFolder(
  { db, log, hints }: Pick<Context, 'db' | 'log' | 'hints'>,
  { onFolded }: { onFolded?: () => void } = {},
): Folder {
  const stopping = new AbortController()
  let isFailing = false

  /** Returns how long to wait before the next one. */
  async function fold(): Promise<number> {
    try {
      const { folded } = (await hasDeltas(db)) ? await foldDeltas(db) : { folded: 0 }
      isFailing = false
      if (folded > 0) {
        hints.numbersChanged()
        onFolded?.()
      }
      // What comes in a trickle is folded together; a backlog is worked off without a pause.
      return folded < deltasMax ? pauseMs : 0
    } catch (error) {
      if (!isFailing && !stopping.signal.aborted) log.warn({ err: error }, 'changes could not be counted')
      isFailing = true
      return pauseAfterFailureMs
    }
  }

  async function foldForEver(): Promise<void> {
    while (!stopping.signal.aborted) {
      const waitMs = await fold()
      if (waitMs > 0) await sleep(waitMs, undefined, { signal: stopping.signal }).catch(() => undefined)
    }
  }

  const folding = foldForEver()
  return {
    async stop() {
      stopping.abort()
      await Promise.race([folding, sleep(stopsWithinMs, undefined, { ref: false })])
    },
  }
}
