import { keepPreviousData, queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { CustomerLifetime } from '#contract/analytics.ts'
import type { ChangeCustomer, Customer } from '#contract/customers.ts'
import type { Page } from '#contract/lists.ts'
import type { Measure, TopCustomer } from '#contract/tickets.ts'
import { getJson } from '../../platform/get-json.ts'
import { serverPaths, withQuery } from '../../platform/paths.ts'
import { sendJson } from '../../platform/send-json.ts'
import { useAskMs } from '../live/live-area.tsx'
import { useMyself } from '../sign-in/signed-in-user.tsx'

/** One page of the customers whose values hold `q`, or of all. */
export function useCustomers(q: string | undefined, cursor: string | undefined) {
  return useQuery({
    queryKey: ['customers', q, cursor],
    queryFn: ({ signal }) => getJson<Page<Customer>>(withQuery(serverPaths.customers, { q, cursor }), signal),
    placeholderData: keepPreviousData,
  })
}

/** One customer. */
export function useCustomer(id: string) {
  return useQuery(customerQuery(id))
}

/** How often and when a customer ordered; live. */
export function useLifetime(id: string) {
  return useQuery({
    queryKey: ['numbers', 'lifetime', id],
    queryFn: ({ signal }) => getJson<CustomerLifetime>(serverPaths.customerLifetime(id), signal),
    refetchInterval: useAskMs(useMyself().id),
  })
}

/** The customers with the most tickets or orders; live. */
export function useTopCustomers(by: Measure, limit: number) {
  return useQuery({
    queryKey: ['numbers', 'top', by, limit],
    queryFn: ({ signal }) =>
      getJson<Page<TopCustomer>>(withQuery(serverPaths.topCustomers, { by, limit }), signal),
    refetchInterval: useAskMs(useMyself().id),
    placeholderData: keepPreviousData,
  })
}

/** Changes what is known of a customer. */
export function useChangeCustomer(id: string) {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (change: ChangeCustomer) => sendJson<Customer>('PATCH', serverPaths.customer(id), change),
    onSuccess: (customer) => {
      queryClient.setQueryData(customerQuery(id).queryKey, customer)
      void queryClient.invalidateQueries({ queryKey: ['customers'] })
      void queryClient.invalidateQueries({ queryKey: ['orders'] })
    },
  })
}

function customerQuery(id: string) {
  return queryOptions({
    queryKey: ['customer', id],
    queryFn: ({ signal }) => getJson<Customer>(serverPaths.customer(id), signal),
  })
}
