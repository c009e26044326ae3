import type { Order } from '#contract/orders.ts'
import type { OrderEvent } from '../events/order-event.ts'
import { nameOfStatus, nextStatuses } from '../lifecycle/status-table.ts'
import type { OrderRow } from './order-queries.ts'

/** What is shown of an order as it was sent: everything but what Docket keeps in columns of its own. */
export interface SentOrder {
  customer: object
  items: Order['items']
}

/** What is shown of an order as it is stored. */
export type DescribedRow = Omit<
  OrderRow,
  'id' | 'firstEventAt' | 'lastEventAt' | 'customerName' | 'customerPhone'
>

/** What Docket says of the order stands before what the document may say under the same names. */
export function describeOrder(
  row: DescribedRow,
  events: readonly Pick<OrderEvent, 'status' | 'at' | 'refusal'>[],
  { customer, items, ...sent }: SentOrder,
): Order {
  return {
    ...sent,
    id: row.publicId,
    _id: row.publicId,
    source: row.source,
    created: row.createdAt.toISOString(),
    ...textsOf(row),
    customer: { ...customer, id: row.customerId },
    items,
    barcodes: row.barcodes,
    status: row.status,
    statusName: nameOfStatus(row.status),
    group: row.group,
    nextStatuses: nextStatuses(row),
    statusHistory: events
      .filter(({ refusal }) => refusal === null)
      .map(({ status, at }) => ({ status, timestamp: at.toISOString() })),
    version: row.version,
    updatedAt: row.updatedAt.toISOString(),
  }
}

/** As in a document: what was not said is not there. */
function textsOf({ account, brand, channelOrderId, pickupAt }: DescribedRow): Partial<Order> {
  return {
    ...(account === null ? {} : { account }),
    ...(brand === null ? {} : { brandId: brand }),
    ...(channelOrderId === null ? {} : { channelOrderId }),
    ...(pickupAt === null ? {} : { pickupTime: pickupAt.toISOString() }),
  }
}
