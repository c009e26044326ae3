import type { Database } from '../../../platform/database/database.ts'
import { isTaken } from '../../../platform/database/database-refusals.ts'
import { findTrouble } from '../../../platform/database/find-trouble.ts'
import { runAgain } from '../../../platform/database/run-again.ts'
import { withEventMonths } from '../events/with-event-months.ts'
import { placeTogether } from './place-together.ts'
import type { Placement, PlacementVerdict } from './placement.ts'

/** What became of an order, or what went wrong with it alone. */
export type PlacementResult = PlacementVerdict | { kind: 'failed'; error: unknown }

/**
 * Places orders together, as few transactions as possible, in their order. One that the database cannot take fails alone.
 * @throws what keeps all of them from being stored: the database cannot be reached, or its disk is full
 */
export async function placeOrders(
  db: Database,
  placements: readonly Placement[],
): Promise<PlacementResult[]> {
  const results: PlacementResult[] = []
  let size = placements.length
  while (results.length < placements.length) {
    const next = placements.slice(results.length, results.length + size)
    try {
      // Under an Idempotency-Key this may be what an earlier attempt has placed: as many as it took together.
      results.push(...(await placeInTransaction(db, next)))
      size = placements.length
    } catch (error) {
      if (findTrouble(error) !== undefined) throw error
      if (next.length === 1) results.push({ kind: 'failed', error })
      // Halved until the one is found that does not go.
      size = Math.ceil(next.length / 2)
    }
  }
  return results
}

async function placeInTransaction(
  db: Database,
  placements: readonly Placement[],
): Promise<PlacementVerdict[]> {
  const instants = placements.flatMap(({ order }) => order.events.map(({ at }) => new Date(at)))
  return onceMore(() =>
    runAgain(() =>
      withEventMonths(db, instants, () => db.transaction().execute((tx) => placeTogether(tx, placements))),
    ),
  )
}

/** How often orders are judged anew because somebody else has just stored one of them. */
const attemptsMax = 5

async function onceMore<T>(run: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await run()
    } catch (error) {
      if (!isTaken(error) || attempt === attemptsMax) throw error
    }
  }
}
