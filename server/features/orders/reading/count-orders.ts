import type { Database } from '../../../platform/database/database.ts'
import { readCustomerTotal, readTotal } from './order-totals-queries.ts'
import type { WantedOrders } from './read-order-filter.ts'

/** How many orders are wanted, where a counter knows it; it may be a second behind. */
export async function countOrders(db: Database, wanted: WantedOrders): Promise<number | undefined> {
  const { status, customer, ...others } = wanted
  if (Object.values(others).some((value) => value !== undefined)) return undefined
  if (status === undefined && customer === undefined) return readTotal(db, { name: 'orders', key: 0 })
  if (customer === undefined && status !== undefined) return readTotal(db, { name: 'standing', key: status })
  if (customer !== undefined && status === undefined) return readCustomerTotal(db, customer)
  return undefined
}
