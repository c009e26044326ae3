import type { Transaction } from '../../platform/database/database.ts'
import { rememberColumns as storeColumns } from './transactions/transactions-queries.ts'

/** Keeps the names in the header of a job's file, for writing its rejected rows as they were. */
export function rememberColumns(tx: Transaction, fileId: number, names: readonly string[]): Promise<void> {
  return storeColumns(tx, fileId, names)
}
