import { newStatus } from '#contract/order-statuses.ts'
import type { Transaction } from '../../../platform/database/database.ts'
import { recordDeltas } from '../../analytics/deltas/record-deltas.ts'
import { insertFirstEvents } from './imported-orders-queries.ts'

/**
 * Makes orders of a file, which have just been stored, orders like all others: each was NEW at `at`, and is counted. The
 * month of `at` must have its partition: wrap the transaction in `withEventMonths`.
 * @param orderKeys the orders' keys inside the database
 * @param actor who brought them, such as `job:<id>`
 */
export async function recordImportedOrders(
  tx: Transaction,
  orderKeys: readonly number[],
  at: Date,
  actor: string,
): Promise<void> {
  if (orderKeys.length === 0) return
  const orders = await insertFirstEvents(tx, orderKeys, { at, actor, status: newStatus })
  await recordDeltas(tx, [
    ...orders.map(
      ({ customerKey, createdAt }) => ({ kind: 'order', at: createdAt.getTime(), customerKey }) as const,
    ),
    { kind: 'standing', at: at.getTime(), status: newStatus, change: orders.length },
    { kind: 'total', name: 'events', change: orders.length },
  ])
}
