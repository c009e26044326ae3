import { sql } from 'kysely'
import type { TopCustomer } from '#contract/tickets.ts'
import type { Database } from '../../../platform/database/database.ts'

/** The customers with the most tickets, of those that have any; ties by id as a number. */
export async function listTopByTickets(db: Database, limit: number): Promise<TopCustomer[]> {
  const { rows } = await sql<TopCustomer>`
    select top.customer_id as "customerId", top.tickets, coalesce(l.orders, 0) as orders
    from (
      select customer_id, tickets from customer_tickets
      order by tickets desc, length(customer_id), customer_id limit ${limit}
    ) as top
    join customers as c on c.public_id = top.customer_id
    left join customer_lifetimes as l on l.customer_id = c.id
    order by top.tickets desc, length(top.customer_id), top.customer_id
  `.execute(db)
  return rows
}

/** The customers with the most orders; ties by id as a number. */
export async function listTopByOrders(db: Database, limit: number): Promise<TopCustomer[]> {
  const { rows } = await sql<TopCustomer>`
    select top.public_id as "customerId", coalesce(t.tickets, 0) as tickets, top.orders
    from (
      select public_id, orders from customer_lifetimes
      order by orders desc, length(public_id), public_id limit ${limit}
    ) as top
    left join customer_tickets as t on t.customer_id = top.public_id
    order by top.orders desc, length(top.public_id), top.public_id
  `.execute(db)
  return rows
}
