import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { Job } from '#contract/jobs.ts'
import { serverPaths } from '../../platform/paths.ts'
import { sendJson } from '../../platform/send-json.ts'
import { keepJob } from './jobs.ts'

export type JobCommand = 'start' | 'cancel' | 'retry'

/** Starts, cancels or retries a job. A refusal means that the page was behind, so the job is asked for again. */
export function useJobCommand(jobId: string) {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (command: JobCommand) => sendJson<Job>('POST', serverPaths.jobAction(jobId, command)),
    onSuccess: (job) => keepJob(queryClient, job),
    onError: () => queryClient.invalidateQueries({ queryKey: ['job', jobId] }),
  })
}

/** Deletes a job with its files and its rows. */
export function useDeleteJob(jobId: string) {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: () => sendJson<undefined>('DELETE', serverPaths.job(jobId)),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['jobs'] }),
    onError: () => queryClient.invalidateQueries({ queryKey: ['job', jobId] }),
  })
}
