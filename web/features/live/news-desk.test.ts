import assert from 'node:assert/strict'
import { test } from 'node:test'
import { QueryClient, type QueryKey } from '@tanstack/react-query'
import { createNewsDesk } from './news-desk.ts'

const place = { seq: 1, epoch: 'e' }
const keys: readonly QueryKey[] = [
  ['orders', {}],
  ['order', 'A'],
  ['order', 'A', 'history'],
  ['order', 'B'],
  ['numbers', 'summary'],
  ['barcode', 'X'],
]

test('a message of orders asks again for the lists and for the orders that it names', () => {
  const stale = staleAfter({ type: 'orders.changed', ...place, orderIds: ['A'], more: false })
  assert.deepEqual(stale, ['orders [object Object]', 'order A', 'order A history'])
})

test('a message that does not name all orders asks again for every one', () => {
  const stale = staleAfter({ type: 'orders.changed', ...place, orderIds: ['A'], more: true })
  assert.deepEqual(stale.slice(1), ['order A', 'order A history', 'order B'])
})

test('a message of numbers asks again for numbers alone', () => {
  assert.deepEqual(staleAfter({ type: 'numbers.changed', ...place }), ['numbers summary'])
})

function staleAfter(message: Parameters<ReturnType<typeof createNewsDesk>['tell']>[0]): string[] {
  const queryClient = new QueryClient()
  for (const key of keys) queryClient.setQueryData(key, {})
  createNewsDesk(queryClient).tell(message)
  return keys.filter((key) => queryClient.getQueryState(key)?.isInvalidated).map((key) => key.join(' '))
}
