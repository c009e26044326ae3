import type { Page } from '#contract/lists.ts'
import type { TopCustomer, TopCustomersQuery } from '#contract/tickets.ts'
import type { Database } from '../../../platform/database/database.ts'
import { findFewestOrders, listTopByOrders, listTopByTickets } from './top-customers-queries.ts'

/** The customers with the most tickets or orders, of those that have any; one list, which has no next page. */
export async function rankTopCustomers(
  db: Database,
  { by, limit }: TopCustomersQuery,
): Promise<Page<TopCustomer>> {
  const items = by === 'tickets' ? await listTopByTickets(db, limit) : await rankByOrders(db, limit)
  return { items, nextCursor: null }
}

async function rankByOrders(db: Database, limit: number): Promise<TopCustomer[]> {
  const fewest = await findFewestOrders(db, limit)
  return fewest === undefined ? [] : listTopByOrders(db, { fewest, limit })
}
