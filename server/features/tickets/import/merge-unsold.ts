import type { RawBuilder } from 'kysely'
import type { Transaction } from '../../../platform/database/database.ts'
import { recordDeltas } from '../../analytics/deltas/record-deltas.ts'
import type { Merged } from './merge-rows.ts'
import { countUnsold, refuseAssigned, storeUnsold } from './merge-unsold-queries.ts'
import type { TicketTables } from './ticket-tables-queries.ts'

/** Stores barcodes that were not sold, those that `isWanted` names by their row `staged`, and refuses those that are sold. */
export async function mergeUnsold(
  tx: Transaction,
  tables: TicketTables,
  isWanted: RawBuilder<boolean>,
): Promise<Merged> {
  const stored = await storeUnsold(tx, tables, isWanted)
  if (stored > 0) await recordDeltas(tx, [{ kind: 'total', name: 'barcodes-unassigned', change: stored }])
  const invalid = await refuseAssigned(tx, tables, isWanted)
  return { valid: await countUnsold(tx, tables, isWanted), invalid }
}
