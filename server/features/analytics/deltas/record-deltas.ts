import type { Transaction } from '../../../platform/database/database.ts'
import { insertDeltas } from './append-deltas-queries.ts'
import type { Delta } from './delta.ts'

/** Writes down by how much the numbers change, in the transaction that changes them: what rolls back never counts. */
export async function recordDeltas(tx: Transaction, deltas: readonly Delta[]): Promise<void> {
  await insertDeltas(tx, deltas)
}
