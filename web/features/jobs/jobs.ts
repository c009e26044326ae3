import { type QueryClient, queryOptions, useQuery } from '@tanstack/react-query'
import type { Job } from '#contract/jobs.ts'
import type { Page } from '#contract/lists.ts'
import { getJson } from '../../platform/get-json.ts'
import { serverPaths, withQuery } from '../../platform/paths.ts'
import { useLiveState } from '../live/live-area.tsx'
import { newerOf } from './apply-progress.ts'
import { isActive } from './job-words.ts'

/** Live messages tell of changes at once; asking now and then finds what they do not carry. */
const gentlyMs = 15_000
/** Without them, asking is all there is. */
const oftenMs = 2_000

interface ListInput {
  /** Whose jobs; all that one may see when it is undefined. */
  ownerId: string | undefined
  cursor: string | undefined
}

/** One page of jobs, newest first. `isLive` says whether a job's live messages arrive. */
export function useJobs(input: ListInput, isLive: (job: Job) => boolean) {
  return useQuery({
    ...jobsQuery(input),
    refetchInterval: ({ state }) => pollMs(state.data?.items ?? [], isLive),
  })
}

/** One job, followed live or by asking; its messages come in its owner's stream. */
export function useJob(id: string) {
  const ownerId = useQuery({ ...jobQuery(id), enabled: false }).data?.userId
  const live = useLiveState(ownerId)
  const job = useQuery({
    ...jobQuery(id),
    refetchInterval: ({ state }) =>
      pollMs(state.data === undefined ? [] : [state.data], () => live === 'live'),
  })
  return { job, live }
}

/** Puts a job that the server just answered with where the screens look for it, until they hear how it stands by now. */
export function keepJob(queryClient: QueryClient, job: Job): void {
  queryClient.setQueryData(jobQuery(job.id).queryKey, job)
  void queryClient.invalidateQueries({ queryKey: jobQuery(job.id).queryKey })
  void queryClient.invalidateQueries({ queryKey: ['jobs'] })
}

function jobsQuery({ ownerId, cursor }: ListInput) {
  const path = ownerId === undefined ? serverPaths.jobs : serverPaths.userJobs(ownerId)
  return queryOptions({
    queryKey: ['jobs', ownerId, cursor],
    queryFn: ({ signal }) => getJson<Page<Job>>(withQuery(path, { cursor }), signal),
  })
}

function jobQuery(id: string) {
  return queryOptions({
    queryKey: ['job', id],
    queryFn: async ({ client, signal }) => {
      const fetched = await getJson<Job>(serverPaths.job(id), signal)
      return newerOf(client.getQueryData<Job>(['job', id]), fetched)
    },
  })
}

function pollMs(jobs: readonly Job[], isLive: (job: Job) => boolean): number {
  return jobs.some((job) => isActive(job) && !isLive(job)) ? oftenMs : gentlyMs
}
