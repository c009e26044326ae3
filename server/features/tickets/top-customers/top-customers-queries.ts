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

/** How many orders the last of the first `limit` customers has; undefined when nobody has any. */
export async function findFewestOrders(db: Database, limit: number): Promise<number | undefined> {
  const { rows } = await sql<{ fewest: number | null }>`
    select min(orders) as fewest from (
      select orders from customer_lifetimes order by orders desc limit ${limit}
    ) as top
  `.execute(db)
  return rows[0]?.fewest ?? undefined
}

/**
 * The customers with the most orders; ties by id as a number. Who has more than `fewest` are less than `limit`, and of those
 * with as many, however many they are, the first by id are wanted.
 */
export async function listTopByOrders(
  db: Database,
  { fewest, limit }: { fewest: number; limit: number },
): Promise<TopCustomer[]> {
  const { rows } = await sql<TopCustomer>`
    select top.public_id as "customerId", coalesce(t.tickets, 0) as tickets, top.orders
    from (
      select c.public_id, l.orders
      from customer_lifetimes as l join customers as c on c.id = l.customer_id
      where l.orders > ${fewest}
      union all (
        select c.public_id, l.orders
        from customer_lifetimes as l join customers as c on c.id = l.customer_id
        where l.orders = ${fewest}
        order by length(c.public_id), c.public_id limit ${limit}
      )
    ) as top
    left join customer_tickets as t on t.customer_id = top.public_id
    order by top.orders desc, length(top.public_id), top.public_id limit ${limit}
  `.execute(db)
  return rows
}
