import { useParams } from '@tanstack/react-router'
import { OrderPage } from '../features/orders/order-page.tsx'
import { screenPaths } from '../platform/paths.ts'

/** The order that the address names. */
export function OrderScreen() {
  const { orderId } = useParams({ from: `/signed-in${screenPaths.order}` })
  return <OrderPage key={orderId} orderId={orderId} />
}
