import { sql } from 'kysely'
import type { Transaction } from '../../../platform/database/database.ts'

/** Gives each of the orders its first event, and says of each whose it is and when it was created. */
export async function insertFirstEvents(
  tx: Transaction,
  orderKeys: readonly number[],
  { at, actor, status }: { at: Date; actor: string; status: number },
): Promise<{ customerKey: number; createdAt: Date }[]> {
  const { rows } = await sql<{ customerKey: number; createdAt: Date }>`
    with events as (
      insert into order_events (order_id, at, received_at, status, applied, actor)
      select id, ${at}, ${at}, ${status}, true, ${actor} from unnest(${orderKeys}::bigint[]) as id
    ), dated as (
      -- Those that are stored in this transaction mostly have it by default.
      update orders set first_event_at = ${at}, last_event_at = ${at}
      where id = any(${orderKeys}::bigint[]) and (first_event_at <> ${at} or last_event_at <> ${at})
    )
    select customer_id as "customerKey", created_at as "createdAt" from orders
    where id = any(${orderKeys}::bigint[]) order by id
  `.execute(tx)
  return rows
}
