import type { Transaction } from '../../../platform/database/database.ts'
import { findErased } from './forget-person-queries.ts'

/**
 * Whether the customer of an order was erased: then no free text about it is stored any more. Who erases them later waits
 * until the transaction ends, and takes away what it has stored.
 */
export async function isPersonErased(tx: Transaction, orderId: string): Promise<boolean> {
  return findErased(tx, orderId)
}
