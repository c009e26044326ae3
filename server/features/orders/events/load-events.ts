import type { Database } from '../../../platform/database/database.ts'
import { selectEvents } from './load-events-queries.ts'
import type { EventRange, OrderEvent } from './order-event.ts'

/** All events of an order, by `at` and then by arrival: as the fold takes them. */
export async function loadEvents(db: Database, order: EventRange): Promise<OrderEvent[]> {
  return selectEvents(db, order)
}
