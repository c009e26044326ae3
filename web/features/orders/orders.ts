import { keepPreviousData, queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { Page } from '#contract/lists.ts'
import type { ChangeStatus, HistoryEntry, Order, OrderSummary } from '#contract/orders.ts'
import { getJson } from '../../platform/get-json.ts'
import { getText } from '../../platform/get-text.ts'
import { serverPaths, withQuery } from '../../platform/paths.ts'
import { sendJson } from '../../platform/send-json.ts'
import { useAskMs } from '../live/live-area.tsx'
import { useMyself } from '../sign-in/signed-in-user.tsx'
import type { OrderFilterTexts } from './order-filter.ts'
import type { PlacedText } from './order-form-values.ts'

/** One page of the orders that fit the filter, newest first; live. */
export function useOrders(filter: OrderFilterTexts, cursor: string | undefined) {
  return useQuery({
    queryKey: ['orders', filter, cursor],
    queryFn: ({ signal }) =>
      getJson<Page<OrderSummary>>(withQuery(serverPaths.orders, { ...filter, cursor }), signal),
    refetchInterval: useAskMs(useMyself().id),
    // The orders of the page before stay until the next ones are here, so that nothing jumps.
    placeholderData: keepPreviousData,
  })
}

/** One order; live. */
export function useOrder(id: string) {
  return useQuery({ ...orderQuery(id), refetchInterval: useAskMs(useMyself().id) })
}

/** One page of what happened to an order, oldest first; live. */
export function useHistory(id: string, cursor: string | undefined) {
  return useQuery({
    queryKey: ['order', id, 'history', cursor],
    queryFn: ({ signal }) =>
      getJson<Page<HistoryEntry>>(withQuery(serverPaths.orderHistory(id), { cursor }), signal),
    placeholderData: keepPreviousData,
  })
}

/** The document of an order as it was received, letter for letter. */
export function useReceivedOrder(id: string, isWanted: boolean) {
  return useQuery({
    queryKey: ['received-order', id],
    queryFn: ({ signal }) => getText(serverPaths.receivedOrder(id), signal),
    enabled: isWanted,
    staleTime: Number.POSITIVE_INFINITY,
  })
}

interface StatusChange {
  change: ChangeStatus
  /** The version that was looked at when the change was decided. */
  version: number
}

/** Changes the status of an order, unless somebody else changed the order meanwhile. */
export function useChangeStatus(id: string) {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: ({ change, version }: StatusChange) =>
      sendJson<Order>('PATCH', serverPaths.orderStatus(id), change, { 'if-match': `"${version}"` }),
    onSuccess: (order) => queryClient.setQueryData(orderQuery(id).queryKey, order),
    // A refused event may be kept, and a refused version means that the page was behind.
    onSettled: () => {
      void queryClient.invalidateQueries({ queryKey: ['order', id] })
      void queryClient.invalidateQueries({ queryKey: ['orders'] })
    },
  })
}

/** Places an order. Sent twice with the same key it is placed once. */
export function usePlaceOrder() {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: ({ document, key }: PlacedText) =>
      sendJson<Order>('POST', serverPaths.orders, document, {
        'idempotency-key': key,
      }),
    onSuccess: (order) => {
      queryClient.setQueryData(orderQuery(order.id).queryKey, order)
      void queryClient.invalidateQueries({ queryKey: ['orders'] })
    },
  })
}

function orderQuery(id: string) {
  return queryOptions({
    queryKey: ['order', id],
    queryFn: ({ signal }) => getJson<Order>(serverPaths.order(id), signal),
  })
}
