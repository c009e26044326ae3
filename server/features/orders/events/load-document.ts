import type { Database } from '../../../platform/database/database.ts'
import { selectDocument } from './load-document-queries.ts'
import type { OrderDocument } from './order-document.ts'

/**
 * What was sent about an order.
 * @param orderKey the order's key inside the database
 * @returns undefined for orders of files, and for those of erased customers
 */
export async function loadDocument(db: Database, orderKey: number): Promise<OrderDocument | undefined> {
  return selectDocument(db, orderKey)
}
