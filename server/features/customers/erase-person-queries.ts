import { sql } from 'kysely'
import type { Transaction } from '../../platform/database/database.ts'

/** What is known of a customer, and whether they were erased already. */
export interface KnownPerson {
  /** The key inside the database. */
  key: number
  name: string | null
  email: string | null
  phone: string | null
  isErased: boolean
}

/** A customer, whom nobody else changes, and whom no order is stored for, until the transaction ends. */
export async function lockPerson(tx: Transaction, id: string): Promise<KnownPerson | undefined> {
  const { rows } = await sql<KnownPerson>`
    select id as key, name, email, phone, erased_at is not null as "isErased"
    from customers where public_id = ${id} for update
  `.execute(tx)
  return rows[0]
}

/** Takes everything away but the id. */
export async function clearPerson(tx: Transaction, key: number, at: Date): Promise<void> {
  await sql`
    update customers set name = null, email = null, phone = null, erased_at = coalesce(erased_at, ${at})
    where id = ${key}
  `.execute(tx)
}
