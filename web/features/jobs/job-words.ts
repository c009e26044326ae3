import type { FileRole, Job, JobKind, JobStatus } from '#contract/jobs.ts'
import type { Tone } from '../../ui/tone-icon.tsx'

export const kindWords: Record<JobKind, string> = { transactions: 'Payments', tickets: 'Tickets' }

export const roleWords: Record<FileRole, string> = {
  transactions: 'Payments',
  orders: 'Orders',
  barcodes: 'Barcodes',
  repair: 'Mended rows',
}

export const statusWords: Record<JobStatus, { words: string; tone: Tone }> = {
  pending: { words: 'Ready to start', tone: 'waiting' },
  queued: { words: 'Queued', tone: 'caution' },
  processing: { words: 'Running', tone: 'caution' },
  completed: { words: 'Completed', tone: 'good' },
  failed: { words: 'Failed', tone: 'bad' },
  cancelled: { words: 'Cancelled', tone: 'waiting' },
}

/** What people call a job: the names of the files it was made of. */
export function nameOf({ files, kind }: Pick<Job, 'files' | 'kind'>): string {
  const names = files.filter(({ role }) => role !== 'repair').map(({ name }) => name)
  return names.length === 0 ? kindWords[kind] : names.join(' + ')
}

/** True while a job goes on by itself. */
export function isActive({ status }: Pick<Job, 'status'>): boolean {
  return status === 'queued' || status === 'processing'
}

/** True when a job has come to one of its ends. */
export function isEnded({ status }: Pick<Job, 'status'>): boolean {
  return status === 'completed' || status === 'failed' || status === 'cancelled'
}
