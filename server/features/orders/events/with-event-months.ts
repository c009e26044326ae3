import { DatabaseError } from 'pg'
import type { Database } from '../../../platform/database/database.ts'
import { makeMonths } from './event-months-queries.ts'

/**
 * Runs what stores events at these instants. Months that have no partition yet get one, and it runs again: `run` is a
 * transaction of its own, of which nothing is left when a partition is missing.
 */
export async function withEventMonths<T>(
  db: Database,
  instants: readonly Date[],
  run: () => Promise<T>,
): Promise<T> {
  try {
    return await run()
  } catch (error) {
    if (!isPartitionMissing(error)) throw error
    await makeMonths(db, instants)
    return run()
  }
}

/** Makes the partitions of these months beforehand, for a transaction that cannot be run again. */
export async function makeEventMonths(db: Database, instants: readonly Date[]): Promise<void> {
  await makeMonths(db, instants)
}

/** PostgreSQL tells a row that no partition takes as a check that was violated, without a constraint's name. */
function isPartitionMissing(error: unknown): boolean {
  return (
    error instanceof DatabaseError &&
    error.code === '23514' &&
    error.table === 'order_events' &&
    error.constraint === undefined
  )
}
