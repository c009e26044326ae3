import type { NumbersChanged, OrdersChanged } from '#contract/live.ts'

/** What everybody who watches is told: a live message without its place in a stream. */
export type Hint = Omit<OrdersChanged, 'seq' | 'epoch'> | Omit<NumbersChanged, 'seq' | 'epoch'>

/** Reads what a notification says; undefined when it is nothing of ours. */
export function readHint(said: unknown): Hint | undefined {
  if (typeof said !== 'object' || said === null || !('type' in said)) return undefined
  if (said.type === 'numbers.changed') return { type: 'numbers.changed' }
  if (said.type !== 'orders.changed' || !('orderIds' in said) || !Array.isArray(said.orderIds))
    return undefined
  const orderIds = said.orderIds.filter((id) => typeof id === 'string')
  return { type: 'orders.changed', orderIds, more: 'more' in said && said.more === true }
}
