import { sql } from 'kysely'
import type { EventRefusal } from '#contract/orders.ts'
import { eventRefusals } from '#contract/orders.ts'
import type { Transaction } from '../../platform/database/database.ts'
import { streamWithin } from '../../platform/database/stream-within.ts'
import type { ArchivedEvent } from '../orders/archived/archived-events.ts'
import type { OrderRow } from './recompute-order.ts'

/** An order with its events, by `at` and then by arrival. */
export interface StoredOrder {
  id: number
  /** Undefined where there are events and no order. */
  row: OrderRow | undefined
  isArchived: boolean
  events: readonly ArchivedEvent[]
}

interface FoundOrder {
  id: number
  is_order: boolean
  is_archived: boolean
  status: number
  status_group: string
  first_event_at: number
  last_event_at: number
  events: string | null
}

/** Every order with the events that the database holds of it, in batches. */
export async function* readOrders(tx: Transaction): AsyncGenerator<StoredOrder[], void, undefined> {
  // One text for each order: the driver takes many times as long for a row for each event.
  const query = sql<FoundOrder>`
    select coalesce(orders.id, logged.order_id) as id, orders.id is not null as is_order,
      orders.archive_id is not null as is_archived, status, status_group,
      (date_part('epoch', first_event_at) * 1000)::bigint as first_event_at,
      (date_part('epoch', last_event_at) * 1000)::bigint as last_event_at, events
    from orders full join (
      select order_id, string_agg(
        concat_ws(',', id, (date_part('epoch', at) * 1000)::bigint, status, is_forced::integer, refusal), ';'
        order by at, id) as events
      from order_events group by order_id
    ) as logged on logged.order_id = orders.id`
  for await (const rows of streamWithin(tx, query)) yield rows.map(toStoredOrder)
}

/** The rows of these orders that are archived. */
export async function readArchivedRows(
  tx: Transaction,
  ids: readonly number[],
): Promise<Map<number, OrderRow>> {
  const { rows } = await sql<OrderRow>`
    select id, status, status_group as "group",
      (date_part('epoch', first_event_at) * 1000)::bigint as "firstEventAt",
      (date_part('epoch', last_event_at) * 1000)::bigint as "lastEventAt"
    from orders where id = any (${ids}::bigint[]) and archive_id is not null
  `.execute(tx)
  return new Map(rows.map((row) => [row.id, row]))
}

function toStoredOrder(found: FoundOrder): StoredOrder {
  const { id, is_order, is_archived, status, status_group, first_event_at, last_event_at, events } = found
  return {
    id,
    row: is_order
      ? { id, status, group: status_group, firstEventAt: first_event_at, lastEventAt: last_event_at }
      : undefined,
    isArchived: is_archived,
    events: events === null ? [] : events.split(';').map(toEvent),
  }
}

function toEvent(text: string): ArchivedEvent {
  const [id, at, status, isForced, refusal] = text.split(',')
  return {
    id: Number(id),
    at: Number(at),
    status: Number(status),
    isForced: isForced === '1',
    refusal: toRefusal(refusal),
  }
}

function toRefusal(text: string | undefined): EventRefusal | null {
  return eventRefusals.find((refusal) => refusal === text) ?? null
}
