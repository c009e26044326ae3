import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type {
  CustomerLifetime,
  LifetimeFilter,
  RangeQuery,
  StatusDurations,
  Summary,
  Throughputs,
} from '#contract/analytics.ts'
import type { Page } from '#contract/lists.ts'
import { getJson } from '../../platform/get-json.ts'
import { serverPaths, withQuery } from '../../platform/paths.ts'
import { useAskMs } from '../live/live-area.tsx'
import { useMyself } from '../sign-in/signed-in-user.tsx'

const lifetimesMax = 20

/** The numbers of everything; live. */
export function useSummary() {
  return useNumbers<Summary>(['summary'], serverPaths.summary)
}

/** How many orders were created in each bucket of a range; live. */
export function useThroughput(range: RangeQuery) {
  return useNumbers<Throughputs>(['throughput', range], withQuery(serverPaths.throughput, { ...range }))
}

/** How long orders stayed in each status, bucket by bucket; live. */
export function useStatusDurations(range: RangeQuery) {
  return useNumbers<StatusDurations>(
    ['durations', range],
    withQuery(serverPaths.statusDurations, { ...range }),
  )
}

/** One page of how often and when each customer ordered; live. */
export function useLifetimes(filter: LifetimeFilter, cursor: string | undefined) {
  return useNumbers<Page<CustomerLifetime>>(
    ['lifetimes', filter, cursor],
    withQuery(serverPaths.lifetimes, { ...filter, cursor, limit: lifetimesMax }),
  )
}

function useNumbers<T>(key: readonly unknown[], path: string) {
  return useQuery({
    queryKey: ['numbers', ...key],
    queryFn: ({ signal }) => getJson<T>(path, signal),
    refetchInterval: useAskMs(useMyself().id),
    placeholderData: keepPreviousData,
  })
}
