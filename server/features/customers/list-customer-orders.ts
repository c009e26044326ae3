import type { CustomerOrder } from '#contract/customers.ts'
import type { Page, PageQuery } from '#contract/lists.ts'
import { streamRows } from '../../platform/database/stream-rows.ts'
import { pageOf } from '../../platform/http/page-of.ts'
import type { CsvFile } from '../../platform/http/send-csv.ts'
import type { Call } from '../../platform/principal.ts'
import {
  allCustomerOrders,
  type CustomerOrderRow,
  countCustomerOrders,
  listCustomerOrderRows,
} from './customer-orders-queries.ts'
import { requireCustomer } from './require-customer.ts'

/** A page of a customer's orders, by id as a number. @throws ProblemError 404 when there is no such customer */
export async function listCustomerOrders(
  call: Call,
  id: string,
  { limit, cursor }: PageQuery,
): Promise<Page<CustomerOrder>> {
  await requireCustomer(call, id)
  const { db, cursors } = call
  const after = cursor === undefined ? undefined : String(cursors.decode(cursor, {})[0])
  const rows = await listCustomerOrderRows(db, id, { after, limit: limit + 1 })
  const page = pageOf(rows.map(toCustomerOrder), ({ orderId }) => [orderId], { cursors, limit })
  const isWhole = after === undefined && page.nextCursor === null
  return { ...page, total: isWhole ? page.items.length : await countCustomerOrders(db, id) }
}

/** All orders of a customer. @throws ProblemError 404 when there is no such customer */
export async function downloadCustomerOrders(call: Call, id: string, signal: AbortSignal): Promise<CsvFile> {
  await requireCustomer(call, id)
  return {
    fileName: `customer-${id.slice(0, 100)}-orders.csv`,
    header: ['order_id', 'customer_id', 'status', 'created_at', 'barcodes'],
    rows: readLines(streamRows(call.db, allCustomerOrders(id), { signal })),
  }
}

async function* readLines(rows: AsyncIterable<CustomerOrderRow>): AsyncGenerator<(string | number)[]> {
  for await (const row of rows) {
    const { orderId, customerId, status, createdAt, barcodes } = toCustomerOrder(row)
    yield [orderId, customerId, status, createdAt, `[${barcodes.join(', ')}]`]
  }
}

function toCustomerOrder(row: CustomerOrderRow): CustomerOrder {
  return {
    orderId: row.order_id,
    customerId: row.customer_id,
    barcodes: row.barcodes,
    createdAt: row.created_at.toISOString(),
    status: row.status,
  }
}
