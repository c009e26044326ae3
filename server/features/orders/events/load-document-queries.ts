import { sql } from 'kysely'
import type { Database } from '../../../platform/database/database.ts'
import type { OrderDocument } from './order-document.ts'

/** The document of an order that the database holds. */
export async function selectDocument(db: Database, orderKey: number): Promise<OrderDocument | undefined> {
  const { rows } = await sql<OrderDocument>`
    select received, document::text as document from order_documents where order_id = ${orderKey}
  `.execute(db)
  return rows[0]
}
