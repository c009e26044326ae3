import { setTimeout as sleep } from 'node:timers/promises'
import type { Postmaster } from './spawn-postmaster.ts'

/** A PostgreSQL that is started again whenever it ends without having been told to. */
export interface SupervisedPostgres {
  /** Ends it for good; when `hurry` is aborted, at once. */
  stop(hurry?: AbortSignal): Promise<void>
}

const firstPauseMs = 250
const longestPauseMs = 30_000
/** One that lived this long was well: the pauses begin anew. */
const wellAfterMs = 60_000

/**
 * Starts PostgreSQL by `start`, which resolves when it is ready, and starts it again when it ends by itself.
 * The first start may fail and does so loudly; a later one is tried again after a growing pause.
 */
export async function supervisePostmaster(
  start: (signal: AbortSignal) => Promise<Postmaster>,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<SupervisedPostgres> {
  const stopped = new AbortController()
  let current = await start(signal)
  const watching = watch()

  async function watch(): Promise<void> {
    let pauseMs = firstPauseMs
    while (!stopped.signal.aborted) {
      const begun = performance.now()
      const how = await current.ended
      if (stopped.signal.aborted) return
      if (performance.now() - begun > wellAfterMs) pauseMs = firstPauseMs
      say(`PostgreSQL ended by itself (${how}); starting it again`)
      pauseMs = await startAgain(pauseMs)
    }
  }

  /** Tries until it runs or Docket stops; returns the pause for the next time. */
  async function startAgain(pauseMs: number): Promise<number> {
    const longerMs = Math.min(pauseMs * 2, longestPauseMs)
    try {
      await sleep(pauseMs, undefined, { signal: stopped.signal })
      current = await start(stopped.signal)
      say('PostgreSQL runs again')
      return longerMs
    } catch (error) {
      if (stopped.signal.aborted) return longerMs
      say(`${error instanceof Error ? error.message : error}; trying again`)
      return startAgain(longerMs)
    }
  }

  return {
    stop: async (hurry) => {
      stopped.abort()
      await current.end(hurry)
      await watching
    },
  }
}
