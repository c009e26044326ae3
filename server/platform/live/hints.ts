import type { Database } from '../database/database.ts'
import type { Logger } from '../log.ts'
import { notifyHint } from './hints-queries.ts'

/**
 * Tells every process, and through them whoever watches, that something has changed. What is said is only a hint: it is
 * said after the commit, a few times a second at most however much changes, and what a crash swallows is seen at the next look.
 */
export interface Hints {
  /** Orders, by their public ids, are new or changed. */
  ordersChanged(ids: Iterable<string>): void
  /** Some numbers are other than before. */
  numbersChanged(): void
  /** Says nothing more; what is being said is waited for. */
  stop(): Promise<void>
}

/** How long is waited, at least, between two hints of a kind. */
const ordersBetweenMs = 250
const numbersBetweenMs = 1_000
/** What fits into a notification, with room for what is around it: PostgreSQL takes 7,999 bytes. */
const idsMax = 100
const idBytesMax = 7_000

export function createHints(db: Database, log: Logger): Hints {
  let changed = new Set<string>()
  const say = async (body: object) => {
    await notifyHint(db, JSON.stringify(body)).catch((error) =>
      log.debug({ err: error }, 'a hint could not be told'),
    )
  }
  const orders = throttle(ordersBetweenMs, () => {
    const ids = changed
    changed = new Set()
    return say({ type: 'orders.changed', ...fitting(ids) })
  })
  const numbers = throttle(numbersBetweenMs, () => say({ type: 'numbers.changed' }))
  return {
    ordersChanged(ids) {
      for (const id of ids) if (changed.size <= idsMax) changed.add(id)
      if (changed.size > 0) orders.ask()
    },
    numbersChanged: numbers.ask,
    stop: async () => void (await Promise.all([orders.stop(), numbers.stop()])),
  }
}

/** As many of the ids as a notification takes. */
function fitting(ids: ReadonlySet<string>): { orderIds: string[]; more: boolean } {
  let bytes = 0
  const orderIds = [...ids].slice(0, idsMax).filter((id) => {
    bytes += Buffer.byteLength(JSON.stringify(id)) + 1
    return bytes <= idBytesMax
  })
  return { orderIds, more: orderIds.length < ids.size }
}

/** Runs `act` soon after it is asked for, never twice within `betweenMs`, and never twice at once. */
function throttle(betweenMs: number, act: () => Promise<void>): { ask(): void; stop(): Promise<void> } {
  let lastMs = Number.NEGATIVE_INFINITY
  let timer: NodeJS.Timeout | undefined
  let acting: Promise<void> = Promise.resolve()
  let isStopped = false

  async function run(): Promise<void> {
    await acting
    timer = undefined
    lastMs = performance.now()
    if (!isStopped) acting = act()
  }

  return {
    ask() {
      if (isStopped || timer !== undefined) return
      timer = setTimeout(run, Math.max(0, lastMs + betweenMs - performance.now())).unref()
    },
    async stop() {
      isStopped = true
      clearTimeout(timer)
      await acting
    },
  }
}
