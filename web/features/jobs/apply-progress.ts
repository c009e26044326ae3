import type { QueryClient } from '@tanstack/react-query'
import type { Job } from '#contract/jobs.ts'
import type { Page } from '#contract/lists.ts'
import type { JobProgress } from '#contract/live.ts'

/** Draws a live message into everything that shows its job. What it does not carry is asked for when the state changed. */
export function applyProgress(queryClient: QueryClient, message: JobProgress): void {
  const { jobId } = message
  const shown = findShown(queryClient, jobId)
  queryClient.setQueryData<Job>(['job', jobId], (job) => job && changed(job, message))
  queryClient.setQueriesData<Page<Job>>({ queryKey: ['jobs'] }, (page) => page && changedPage(page, message))
  if (shown?.status === message.status) return
  void queryClient.invalidateQueries({ queryKey: ['job', jobId] })
  void queryClient.invalidateQueries({ queryKey: ['jobs'] })
}

/** Of a job as it is shown and as it was asked for, the later one: a live message may overtake an answer on its way. */
export function newerOf(shown: Job | undefined, fetched: Job): Job {
  const isOvertaken =
    shown?.status === 'processing' &&
    fetched.status === 'processing' &&
    shown.progressPercent > fetched.progressPercent
  return isOvertaken ? shown : fetched
}

function findShown(queryClient: QueryClient, jobId: string): Job | undefined {
  const pages = queryClient.getQueriesData<Page<Job>>({ queryKey: ['jobs'] })
  const listed = pages.flatMap(([, page]) => page?.items ?? []).find(({ id }) => id === jobId)
  return queryClient.getQueryData<Job>(['job', jobId]) ?? listed
}

function changedPage(page: Page<Job>, message: JobProgress): Page<Job> {
  return { ...page, items: page.items.map((job) => (job.id === message.jobId ? changed(job, message) : job)) }
}

function changed(job: Job, message: JobProgress): Job {
  const { type: _type, seq: _seq, epoch: _epoch, jobId: _jobId, ...progress } = message
  return { ...job, ...progress }
}
