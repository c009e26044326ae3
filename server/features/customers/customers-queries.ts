import { type Expression, type RawBuilder, sql } from 'kysely'
import type { CustomerFilter } from '#contract/customers.ts'
import type { Database, Transaction } from '../../platform/database/database.ts'
import type { CustomerRow } from './customer-row.ts'

/** Customers by id as a number, from behind `after` on. */
export async function listCustomerRows(
  db: Database,
  filter: CustomerFilter,
  { after, limit }: { after: string | undefined; limit: number },
): Promise<CustomerRow[]> {
  const isBehind =
    after === undefined ? sql`true` : sql`(length(public_id), public_id) > (length(${after}::text), ${after})`
  const { rows } = await sql<CustomerRow>`
    select ${columns} from customers where ${matches(filter)} and ${isBehind}
    order by length(public_id), public_id limit ${limit}
  `.execute(db)
  return rows
}

/** All customers in the same order, for reading them one after the other. */
export function allCustomers(filter: CustomerFilter): Expression<CustomerRow> {
  return sql<CustomerRow>`
    select ${columns} from customers where ${matches(filter)} order by length(public_id), public_id
  `
}

export async function findCustomer(db: Database, id: string): Promise<CustomerRow | undefined> {
  const { rows } = await sql<CustomerRow>`
    select ${columns} from customers where public_id = ${id}
  `.execute(db)
  return rows[0]
}

/** The same, and nobody else changes the customer until the transaction ends. */
export async function lockCustomer(tx: Transaction, id: string): Promise<CustomerRow | undefined> {
  const { rows } = await sql<CustomerRow>`
    select ${columns} from customers where public_id = ${id} for update
  `.execute(tx)
  return rows[0]
}

export async function updateCustomer(
  tx: Transaction,
  id: string,
  { name, email, phone }: Pick<CustomerRow, 'name' | 'email' | 'phone'>,
): Promise<CustomerRow> {
  const { rows } = await sql<CustomerRow>`
    update customers set name = ${name}, email = ${email}, phone = ${phone} where public_id = ${id}
    returning ${columns}
  `.execute(tx)
  const [row] = rows
  if (row === undefined) throw new Error('a locked customer is gone')
  return row
}

/** Found by what the search knows of them, which is what they were called a moment ago. */
function matches({ id, q }: CustomerFilter): RawBuilder<boolean> {
  const isIt = id === undefined ? sql<boolean>`true` : sql<boolean>`public_id = ${id}`
  if (q === undefined) return isIt
  // As a text to look for, not as a pattern: % and _ mean themselves.
  const pattern = `%${q.replaceAll(/[\\%_]/g, '\\$&')}%`
  return sql`${isIt} and id in (select customer_id from customer_search where text like search_key(${pattern}))`
}

const columns = sql`public_id, name, email, phone, created_at, updated_at, erased_at`
