import { placeOrders } from '../../server/features/orders/intake/place-orders.ts'
import { readOrder } from '../../server/features/orders/intake/read-order.ts'
import type { Database } from '../../server/platform/database/database.ts'

const soup = { customer: { name: 'Ada' }, items: [{ name: 'Soup', quantity: 1 }] }

/** Places an order as its intake does, somebody's soup where nothing else is said. @returns its public id */
export async function placeOrder(db: Database, document: object = {}, now = new Date()): Promise<string> {
  const read = readOrder(JSON.stringify({ ...soup, ...document }), now)
  if (read.kind === 'refused') throw new Error(read.refusal.detail)
  const [result] = await placeOrders(db, [{ order: read.order, actor: 'a test', isShown: false }])
  if (result?.kind !== 'created') throw new Error(`the order is not created but ${result?.kind}`)
  return result.id
}
