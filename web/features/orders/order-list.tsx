import type { ReactNode } from 'react'
import type { OrderSummary } from '#contract/orders.ts'
import { countWords } from '../../platform/count-words.ts'
import { createFormats } from '../../platform/format-time.ts'
import { screenPaths } from '../../platform/paths.ts'
import { usePager } from '../../platform/use-pager.ts'
import { Load } from '../../ui/load.tsx'
import { Empty } from '../../ui/load-states.tsx'
import { PagerButtons } from '../../ui/pager.tsx'
import { Cell, type Column, None, Row, Table } from '../../ui/table.tsx'
import { TextLink } from '../../ui/text-link.tsx'
import type { OrderFilterTexts } from './order-filter.ts'
import { useOrders } from './orders.ts'
import { StatusChip } from './status-chip.tsx'

const formats = createFormats()

const columns: readonly Column[] = [
  { name: 'Order' },
  { name: 'Customer', isForWide: true },
  { name: 'Created', isForWide: true },
  { name: 'Items', isNumber: true, isForWide: true },
  { name: 'Status' },
]

interface Props {
  filter: OrderFilterTexts
  emptyTitle: string
  empty?: ReactNode
}

/** The orders that fit a filter, newest first; they change as the orders do. */
export function OrderList({ filter, emptyTitle, empty }: Props) {
  const pager = usePager(JSON.stringify(filter))
  const orders = useOrders(filter, pager.cursor)
  return (
    <Load what="the orders" asked={orders}>
      {({ items, nextCursor }) =>
        items.length === 0 && pager.page === 1 ? (
          <Empty title={emptyTitle}>{empty}</Empty>
        ) : (
          <>
            <Table caption="Orders, newest first" columns={columns}>
              {items.map((order) => (
                <OrderRow key={order.id} order={order} />
              ))}
            </Table>
            <PagerButtons pager={pager} nextCursor={nextCursor} what="orders" />
          </>
        )
      }
    </Load>
  )
}

function OrderRow({ order }: { order: OrderSummary }) {
  const { id, customer, created, channelOrderId, pickupTime } = order
  return (
    <Row>
      <Cell>
        <TextLink to={screenPaths.order} params={{ orderId: id }}>
          {id}
        </TextLink>
        {channelOrderId !== null && <p className="text-muted">{channelOrderId}</p>}
        {pickupTime !== null && <p className="text-muted">Pickup {formats.date(pickupTime)}</p>}
        <p className="text-muted sm:hidden">
          {customer.name ?? customer.id} · {formats.date(created)} · {amountOf(order)}
        </p>
      </Cell>
      <Cell isForWide>
        <TextLink to={screenPaths.customer} params={{ customerId: customer.id }}>
          {customer.name ?? customer.id}
        </TextLink>
        {customer.phoneNumber !== null && <p className="text-muted">{customer.phoneNumber}</p>}
      </Cell>
      <Cell isForWide>
        <time dateTime={created} className="whitespace-nowrap">
          {formats.date(created)}
        </time>
      </Cell>
      <Cell isNumber isForWide>
        {amountOf(order) || <None />}
      </Cell>
      <Cell>
        <StatusChip order={order} />
      </Cell>
    </Row>
  )
}

function amountOf({ itemCount, barcodeCount }: OrderSummary): string {
  const parts = []
  if (itemCount > 0) parts.push(countWords(itemCount, 'item'))
  if (barcodeCount > 0) parts.push(countWords(barcodeCount, 'ticket'))
  return parts.join(', ')
}
