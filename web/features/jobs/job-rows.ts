import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query'
import type { JobTransaction, JobTransactionsQuery, Reject } from '#contract/job-rows.ts'
import type { Page } from '#contract/lists.ts'
import { getJson } from '../../platform/get-json.ts'
import { serverPaths, withQuery } from '../../platform/paths.ts'

export type RowFilter = NonNullable<JobTransactionsQuery['filter']>

interface RowsInput {
  jobId: string
  filter: RowFilter | undefined
  cursor: string | undefined
}

/** One page of a job's transactions with their verdicts, in line order. */
export function useTransactions({ jobId, filter, cursor }: RowsInput) {
  return useQuery(
    queryOptions({
      queryKey: ['job', jobId, 'transactions', filter, cursor],
      queryFn: ({ signal }) =>
        getJson<Page<JobTransaction>>(withQuery(serverPaths.transactions(jobId), { filter, cursor }), signal),
      // The rows of the page before stay until the next ones are here, so that nothing jumps.
      placeholderData: keepPreviousData,
    }),
  )
}

/** One page of the reasons for which rows of a job were rejected. */
export function useRejects(jobId: string, cursor: string | undefined) {
  return useQuery(
    queryOptions({
      queryKey: ['job', jobId, 'rejects', cursor],
      queryFn: ({ signal }) =>
        getJson<Page<Reject>>(withQuery(serverPaths.rejects(jobId), { cursor }), signal),
      placeholderData: keepPreviousData,
    }),
  )
}
