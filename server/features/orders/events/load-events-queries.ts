import { sql } from 'kysely'
import type { Database } from '../../../platform/database/database.ts'
import type { EventRange, OrderEvent } from './order-event.ts'

/** The events of an order that the database holds, by `at` and then by arrival. */
export async function selectEvents(
  db: Database,
  { id, firstEventAt, lastEventAt }: EventRange,
): Promise<OrderEvent[]> {
  const { rows } = await sql<OrderEvent>`
    select id, status, at, received_at as "receivedAt", is_forced as "isForced", refusal, actor, source, reason
    from order_events where order_id = ${id} and at between ${firstEventAt} and ${lastEventAt}
    order by at, id
  `.execute(db)
  return rows
}
