import { type Expression, type RawBuilder, sql } from 'kysely'
import type { Database } from '../../platform/database/database.ts'

/** An order of a customer as it is stored. */
export interface CustomerOrderRow {
  order_id: string
  customer_id: string
  barcodes: string[]
  created_at: Date
  status: number
}

/** The orders of a customer by id as a number, from behind `after` on. */
export async function listCustomerOrderRows(
  db: Database,
  customerId: string,
  { after, limit }: { after: string | undefined; limit: number },
): Promise<CustomerOrderRow[]> {
  const isBehind =
    after === undefined
      ? sql`true`
      : sql`(length(o.public_id), o.public_id) > (length(${after}::text), ${after})`
  const { rows } = await sql<CustomerOrderRow>`
    ${orders(customerId)} and ${isBehind} order by length(o.public_id), o.public_id limit ${limit}
  `.execute(db)
  return rows
}

/** All orders of a customer in the same order, for reading them one after the other. */
export function allCustomerOrders(customerId: string): Expression<CustomerOrderRow> {
  return sql<CustomerOrderRow>`${orders(customerId)} order by length(o.public_id), o.public_id`
}

/** How many orders a customer has, as it is counted: it may be a second behind. */
export async function countCustomerOrders(db: Database, customerId: string): Promise<number> {
  const { rows } = await sql<{ orders: number }>`
    select orders from customer_lifetimes
    where customer_id = (select id from customers where public_id = ${customerId})
  `.execute(db)
  return rows[0]?.orders ?? 0
}

function orders(customerId: string): RawBuilder<unknown> {
  return sql`
    select o.public_id as order_id, ${customerId}::text as customer_id, o.created_at, o.status,
      array(select b.barcode from barcodes as b where b.order_id = o.id order by b.arrival) as barcodes
    from orders as o where o.customer_id = (select id from customers where public_id = ${customerId})
  `
}
