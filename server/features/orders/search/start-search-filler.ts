import { setTimeout as sleep } from 'node:timers/promises'
import type { Context } from '../../../platform/context.ts'
import { fillSearch } from './fill-search.ts'
import { hasMarks } from './fill-search-queries.ts'

/** What keeps the search up to date in this process. */
export interface SearchFiller {
  /** Ends with the step that is under way; does not wait for one that hangs. */
  stop(): Promise<void>
}

/** Between two looks: short beside the second within which orders are found. */
const pauseMs = 250
/** While the database cannot be used. */
const pauseAfterFailureMs = 1_000
const stopsWithinMs = 3_000

/**
 * Takes what is new into what is searched, from now on. Any number of processes may do so on one database: one of them
 * is at it, the others look on.
 */
export function startSearchFiller({ db, log }: Pick<Context, 'db' | 'log'>): SearchFiller {
  const stopping = new AbortController()
  let isFailing = false

  /** Returns how long to wait before the next step. */
  async function fill(): Promise<number> {
    const begun = performance.now()
    try {
      const { filled } = (await hasMarks(db)) ? await fillSearch(db) : { filled: 0 }
      isFailing = false
      // A backlog is worked off in half of the time: orders come first, and finding them second.
      return filled === 0 ? pauseMs : Math.min(pauseMs, performance.now() - begun)
    } catch (error) {
      if (!isFailing && !stopping.signal.aborted) log.warn({ err: error }, 'the search could not be filled')
      isFailing = true
      return pauseAfterFailureMs
    }
  }

  async function fillForEver(): Promise<void> {
    while (!stopping.signal.aborted)
      await sleep(await fill(), undefined, { signal: stopping.signal }).catch(() => undefined)
  }

  const filling = fillForEver()
  return {
    async stop() {
      stopping.abort()
      await Promise.race([filling, sleep(stopsWithinMs, undefined, { ref: false })])
    },
  }
}
