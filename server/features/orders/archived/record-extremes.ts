import type { Transaction } from '../../../platform/database/database.ts'
import type { ArchivedOrder } from './archived-order.ts'
import { extremesOf } from './extremes.ts'
import { addExtremes } from './extremes-queries.ts'

/** Keeps the shortest and the longest stays of orders that are being archived, for the summaries. */
export async function recordExtremes(
  tx: Transaction,
  archiveId: number,
  orders: readonly ArchivedOrder[],
): Promise<void> {
  const events = orders.map((order) => order.events.map((event) => ({ ...event, at: event.at.getTime() })))
  await addExtremes(tx, archiveId, extremesOf(events))
}
