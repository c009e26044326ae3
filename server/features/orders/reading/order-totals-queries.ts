import { sql } from 'kysely'
import type { Database } from '../../../platform/database/database.ts'

/** How many orders there are, of all or of those that stand in a status, as it is counted. */
export async function readTotal(
  db: Database,
  { name, key }: { name: 'orders' | 'standing'; key: number },
): Promise<number> {
  const { rows } = await sql<{ value: number }>`
    select value from totals where name = ${name} and key = ${key}
  `.execute(db)
  return rows[0]?.value ?? 0
}

/** How many orders a customer has, as it is counted. */
export async function readCustomerTotal(db: Database, customer: string): Promise<number> {
  const { rows } = await sql<{ orders: number }>`
    select orders from customer_lifetimes
    where customer_id = (select id from customers where public_id = ${customer})
  `.execute(db)
  return rows[0]?.orders ?? 0
}
