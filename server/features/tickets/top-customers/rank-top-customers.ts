import type { Page } from '#contract/lists.ts'
import type { TopCustomer, TopCustomersQuery } from '#contract/tickets.ts'
import type { Database } from '../../../platform/database/database.ts'
import { listTopByOrders, listTopByTickets } from './top-customers-queries.ts'

/** The customers with the most tickets or orders, of those that have any; one list, which has no next page. */
export async function rankTopCustomers(
  db: Database,
  { by, limit }: TopCustomersQuery,
): Promise<Page<TopCustomer>> {
  const items = await (by === 'tickets' ? listTopByTickets(db, limit) : listTopByOrders(db, limit))
  return { items, nextCursor: null }
}
