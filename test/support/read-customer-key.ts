import { sql } from 'kysely'
import type { Database } from '../../server/platform/database/database.ts'

/** What the archived documents of a customer are sealed with; undefined when there is nothing. */
export async function readCustomerKey(db: Database, customerKey: number): Promise<Buffer | undefined> {
  const { rows } = await sql<{ key: Buffer }>`
    select key from customer_keys where customer_id = ${customerKey}`.execute(db)
  return rows[0]?.key
}
