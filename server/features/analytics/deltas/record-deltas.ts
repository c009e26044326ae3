import type { RawBuilder } from 'kysely'
import type { Transaction } from '../../../platform/database/database.ts'
import { insertDeltas, insertingDeltas } from './append-deltas-queries.ts'
import type { Delta } from './delta.ts'

/** Writes down by how much the numbers change, in the transaction that changes them: what rolls back never counts. */
export async function recordDeltas(tx: Transaction, deltas: readonly Delta[]): Promise<void> {
  await insertDeltas(tx, deltas)
}

/** The same as a part of the statement that causes it: for intake, where each statement counts. */
export function recordingDeltas(deltas: readonly Delta[]): RawBuilder<unknown> {
  return insertingDeltas(deltas)
}
