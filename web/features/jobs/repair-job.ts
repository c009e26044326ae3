import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { RepairResult } from '#contract/job-rows.ts'
import { serverPaths } from '../../platform/paths.ts'
import { type UploadProgress, uploadFiles } from '../../platform/upload-files.ts'
import { keepJob } from './jobs.ts'

/** Sends mended rows back into their job. */
export function useRepair(jobId: string) {
  const queryClient = useQueryClient()
  const [progress, setProgress] = useState<UploadProgress>()
  const repair = useMutation({
    mutationFn: (file: File) =>
      uploadFiles<RepairResult>({
        path: serverPaths.repairs(jobId),
        files: new Map([['file', file]]),
        signal: new AbortController().signal,
        onProgress: setProgress,
      }),
    onSuccess: ({ job }) => {
      keepJob(queryClient, job)
      return queryClient.invalidateQueries({ queryKey: ['job', jobId] })
    },
    onSettled: () => setProgress(undefined),
  })
  return { repair, progress }
}
