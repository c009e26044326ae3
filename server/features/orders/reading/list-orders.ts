import type { Page } from '#contract/lists.ts'
import type { OrderFilter, OrderSummary, OrdersQuery } from '#contract/orders.ts'
import { streamRows } from '../../../platform/database/stream-rows.ts'
import { pageOf } from '../../../platform/http/page-of.ts'
import type { CsvFile } from '../../../platform/http/send-csv.ts'
import type { Call } from '../../../platform/principal.ts'
import { nameOfStatus, nextStatuses } from '../lifecycle/status-table.ts'
import { countOrders } from './count-orders.ts'
import { allOrders, listOrderRows, type OrderListRow, type OrderPosition } from './order-list-queries.ts'
import { readOrderFilter } from './read-order-filter.ts'

/** A page of the orders that fit every filter, the newest first. @throws ProblemError 422 for filters that fit nothing */
export async function listOrders(
  { db, cursors }: Call,
  { limit, cursor, ...filters }: OrdersQuery,
): Promise<Page<OrderSummary>> {
  const wanted = readOrderFilter(filters)
  const after = cursor === undefined ? undefined : readPosition(cursors.decode(cursor, filters))
  const rows = await listOrderRows(db, wanted, { after, limit: limit + 1 })
  const page = pageOf(rows.map(toSummary), ({ created, id }) => [created, id], { cursors, filters, limit })
  const isWhole = after === undefined && page.nextCursor === null
  const total = isWhole ? page.items.length : await countOrders(db, wanted)
  return { ...page, ...(total !== undefined && { total }) }
}

/** The same orders, all of them. @throws ProblemError 422 for filters that fit nothing */
export function downloadOrders({ db }: Call, filter: OrderFilter, signal: AbortSignal): CsvFile {
  return {
    fileName: 'orders.csv',
    header: [
      ...['id', 'source', 'created_at', 'customer_id', 'customer_name', 'customer_phone_number'],
      ...['account', 'brand_id', 'channel_order_id', 'pickup_time', 'items', 'barcodes'],
      ...['status', 'status_name', 'group', 'version', 'updated_at'],
    ],
    rows: readLines(streamRows(db, allOrders(readOrderFilter(filter)), { signal })),
  }
}

/** What pageOf() was given, which the cursor's signature vouches for. */
function readPosition([createdAt, publicId]: readonly unknown[]): OrderPosition {
  return { createdAt: new Date(String(createdAt)), publicId: String(publicId) }
}

function toSummary(row: OrderListRow): OrderSummary {
  return {
    id: row.publicId,
    source: row.source,
    created: row.createdAt.toISOString(),
    account: row.account,
    brandId: row.brand,
    channelOrderId: row.channelOrderId,
    customer: { id: row.customerId, name: row.customerName, phoneNumber: row.customerPhone },
    pickupTime: row.pickupAt?.toISOString() ?? null,
    itemCount: row.itemCount,
    barcodeCount: row.barcodeCount,
    status: row.status,
    statusName: nameOfStatus(row.status),
    group: row.group,
    nextStatuses: nextStatuses(row),
    version: row.version,
    updatedAt: row.updatedAt.toISOString(),
  }
}

async function* readLines(rows: AsyncIterable<OrderListRow>): AsyncGenerator<(string | number)[]> {
  for await (const row of rows)
    yield [
      ...[row.publicId, row.source, row.createdAt.toISOString()],
      ...[row.customerId, row.customerName ?? '', row.customerPhone ?? ''],
      ...[row.account ?? '', row.brand ?? '', row.channelOrderId ?? '', row.pickupAt?.toISOString() ?? ''],
      ...[row.itemCount, row.barcodeCount, row.status, nameOfStatus(row.status) ?? '', row.group],
      ...[row.version, row.updatedAt.toISOString()],
    ]
}
