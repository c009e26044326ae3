import { sql } from 'kysely'
import type { Transaction } from '../../platform/database/database.ts'
import type { RecomputedOrder } from './recompute-order.ts'

/** Keeps what orders and verdicts should be that differ, until everything was read. */
export async function keepForMending(
  tx: Transaction,
  wrong: readonly Pick<RecomputedOrder, 'row' | 'isRowWrong' | 'wrongEvents'>[],
): Promise<void> {
  if (wrong.length === 0) return
  const rows = wrong.filter(({ isRowWrong }) => isRowWrong).map(({ row }) => row)
  const events = wrong.flatMap(({ row, wrongEvents }) =>
    wrongEvents.map(({ id, verdict }) => ({
      id,
      orderId: row.id,
      refusal: verdict === 'applied' ? null : verdict,
    })),
  )
  await sql`
    insert into right_orders (id, status, status_group, first_event_at, last_event_at)
    select id, status, status_group, to_timestamp(first_at / 1000.0), to_timestamp(last_at / 1000.0)
    from unnest(
      ${rows.map(({ id }) => id)}::bigint[], ${rows.map(({ status }) => status)}::integer[],
      ${rows.map(({ group }) => group)}::text[], ${rows.map(({ firstEventAt }) => firstEventAt)}::bigint[],
      ${rows.map(({ lastEventAt }) => lastEventAt)}::bigint[]
    ) as wrong (id, status, status_group, first_at, last_at)
  `.execute(tx)
  await sql`
    insert into right_events (id, order_id, refusal)
    select * from unnest(
      ${events.map(({ id }) => id)}::bigint[], ${events.map(({ orderId }) => orderId)}::bigint[],
      ${events.map(({ refusal }) => refusal)}::text[])
  `.execute(tx)
}

/** Sets orders and verdicts to what they should be. Returns how many rows that were. */
export async function mendOrders(tx: Transaction): Promise<number> {
  const orders = await sql`
    update orders set status = wrong.status, status_group = wrong.status_group, version = version + 1,
      first_event_at = wrong.first_event_at, last_event_at = wrong.last_event_at
    from right_orders wrong where wrong.id = orders.id
  `.execute(tx)
  const events = await sql`
    update order_events set applied = wrong.refusal is null, refusal = wrong.refusal
    from right_events wrong where order_events.order_id = wrong.order_id and order_events.id = wrong.id
  `.execute(tx)
  return Number(orders.numAffectedRows ?? 0) + Number(events.numAffectedRows ?? 0)
}
