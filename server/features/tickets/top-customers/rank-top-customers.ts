import type { Page } from '#contract/lists.ts'
import type { TopCustomer, TopCustomersQuery } from '#contract/tickets.ts'
import type { Database } from '../../../platform/database/database.ts'
import type { CsvFile } from '../../../platform/http/send-csv.ts'
import { listTopByOrders, listTopByTickets } from './top-customers-queries.ts'

/** The customers with the most tickets or orders, of those that have any; one list, which has no next page. */
export async function rankTopCustomers(
  db: Database,
  { by, limit }: TopCustomersQuery,
): Promise<Page<TopCustomer>> {
  const items = await (by === 'tickets' ? listTopByTickets(db, limit) : listTopByOrders(db, limit))
  return { items, nextCursor: null }
}

/** The same customers, as a file. */
export function downloadTopCustomers(db: Database, query: TopCustomersQuery): CsvFile {
  return {
    fileName: `top-customers-by-${query.by}.csv`,
    header: ['customer_id', 'tickets', 'orders'],
    rows: readLines(db, query),
  }
}

async function* readLines(db: Database, query: TopCustomersQuery): AsyncGenerator<(string | number)[]> {
  const { items } = await rankTopCustomers(db, query)
  for (const { customerId, tickets, orders } of items) yield [customerId, tickets, orders]
}
