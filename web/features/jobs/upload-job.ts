import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import type { FileRole, Job, JobKind } from '#contract/jobs.ts'
import type { DuplicatePolicy } from '#contract/tickets.ts'
import { serverPaths, withQuery } from '../../platform/paths.ts'
import { type UploadProgress, uploadFiles } from '../../platform/upload-files.ts'
import { keepJob } from './jobs.ts'

/** The field of the form in which each kind of job wants each of its files. */
export const uploadFields = {
  transactions: { file: 'transactions' },
  tickets: { orders: 'orders', barcodes: 'barcodes' },
} as const satisfies Record<JobKind, Record<string, FileRole>>

export interface NewJob {
  kind: JobKind
  files: ReadonlyMap<string, File>
  duplicates: DuplicatePolicy
}

/** Sends the files of a new job, and tells how far that is. */
export function useUpload() {
  const queryClient = useQueryClient()
  const [progress, setProgress] = useState<UploadProgress>()
  const abort = useRef<AbortController>(undefined)
  const upload = useMutation({
    mutationFn: ({ kind, files, duplicates }: NewJob) => {
      abort.current = new AbortController()
      setProgress({ sentBytes: 0, totalBytes: totalOf(files) })
      const options = kind === 'tickets' ? { kind, duplicates } : { kind }
      return uploadFiles<Job>({
        path: withQuery(serverPaths.jobs, options),
        files,
        signal: abort.current.signal,
        onProgress: setProgress,
      })
    },
    onSuccess: (job) => keepJob(queryClient, job),
    onSettled: () => setProgress(undefined),
  })
  return { upload, progress, cancel: () => abort.current?.abort() }
}

function totalOf(files: ReadonlyMap<string, File>): number {
  return [...files.values()].reduce((sum, { size }) => sum + size, 0)
}
