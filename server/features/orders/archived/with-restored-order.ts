import type { ArchiveSource } from './archive-source.ts'
import { restoreOrder } from './restore-order.ts'

/** Thrown by what is about to change an order whose events are not in the database. */
export class OrderArchived extends Error {
  readonly orderKey: number

  constructor(orderKey: number) {
    super('the order is archived')
    this.name = 'OrderArchived'
    this.orderKey = orderKey
  }
}

/**
 * Runs what changes an order. When the order turns out to be archived, it is brought back first: `run` is a transaction
 * of its own, of which nothing is left then.
 */
export async function withRestoredOrder<T>(source: ArchiveSource, run: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await run()
    } catch (error) {
      if (!(error instanceof OrderArchived) || attempt === attemptsMax) throw error
      await restoreOrder(source, error.orderKey)
    }
  }
}

/** An order that was brought back is archived again by the next run only, so twice is rare. */
const attemptsMax = 3
