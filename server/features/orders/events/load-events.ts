import type { Transaction } from '../../../platform/database/database.ts'
import type { ArchiveSource } from '../archived/archive-source.ts'
import { readArchivedEvents } from '../archived/read-archived-order.ts'
import { OrderArchived } from '../archived/with-restored-order.ts'
import { selectEvents } from './load-events-queries.ts'
import type { EventRange, OrderEvent } from './order-event.ts'

/**
 * All events of an order, by `at` and then by arrival: as the fold takes them. Those of an archived order come from its
 * archive.
 * @throws ProblemError when the archive's files are missing or damaged
 */
export async function loadEvents(source: ArchiveSource, order: EventRange): Promise<OrderEvent[]> {
  for (let attempt = 1; ; attempt += 1) {
    // An order has at least one event, so these or those are found, unless it is just moving.
    const events = await selectEvents(source.db, order)
    if (events.length > 0) return events
    const archived = await readArchivedEvents(source, order.id)
    if (archived !== undefined) return archived
    if (attempt === attemptsMax) return events
  }
}

const attemptsMax = 10

/**
 * The same for a change of an order that is locked.
 * @throws OrderArchived when the database has none of them; `withRestoredOrder` sees to that
 */
export async function loadEventsToChange(tx: Transaction, order: EventRange): Promise<OrderEvent[]> {
  const events = await selectEvents(tx, order)
  if (events.length === 0) throw new OrderArchived(order.id)
  return events
}
