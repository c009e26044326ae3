import type { RawBuilder } from 'kysely'
import type { Transaction } from '../../../platform/database/database.ts'
import { recordDeltas } from '../../analytics/deltas/record-deltas.ts'
import { recordImportedOrders } from '../../orders/intake/record-imported-orders.ts'
import type { Merged } from './merge-rows.ts'
import {
  countSold,
  listMadeOrders,
  readOrigin,
  refuseAssigned,
  refuseEmptied,
  refuseMoved,
  removeUnused,
  storeBarcodes,
  storeCustomers,
  storeOrders,
  takeOrders,
} from './merge-sold-queries.ts'
import type { TicketTables } from './ticket-tables-queries.ts'

/**
 * Stores orders, those that `isWanted` names by their row `staged`, with their barcodes, and refuses what collides with what is stored (spec 2.3). Every statement sees
 * what others have committed until then, and what it stores or finds stored stays so until the end of the transaction.
 */
export async function mergeSold(
  tx: Transaction,
  tables: TicketTables,
  isWanted: RawBuilder<boolean>,
): Promise<Merged> {
  await takeOrders(tx, tables, isWanted)
  await storeCustomers(tx)
  await storeOrders(tx)
  const moved = await refuseMoved(tx, tables)
  const gained = await storeBarcodes(tx)
  const assigned = await refuseAssigned(tx, tables)
  const emptied = assigned > 0 ? await refuseEmptied(tx, tables) : 0
  if (moved + emptied > 0) await removeUnused(tx)
  await recordMade(tx, tables, gained)
  return { valid: await countSold(tx), invalid: moved + assigned + emptied }
}

/** Orders that were stored are orders like all others; and the numbers learn of everything that was. */
async function recordMade(
  tx: Transaction,
  tables: TicketTables,
  { fresh, assigned }: { fresh: number; assigned: number },
): Promise<void> {
  const orders = await listMadeOrders(tx)
  if (orders.length > 0) {
    const { at, publicId } = await readOrigin(tx, tables)
    await recordImportedOrders(tx, orders, at, `job:${publicId}`)
  }
  if (fresh + assigned > 0)
    await recordDeltas(tx, [{ kind: 'total', name: 'barcodes-assigned', change: fresh + assigned }])
  if (assigned > 0)
    await recordDeltas(tx, [{ kind: 'total', name: 'barcodes-unassigned', change: -assigned }])
}
