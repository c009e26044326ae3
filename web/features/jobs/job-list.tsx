import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Job } from '#contract/jobs.ts'
import { createFormats } from '../../platform/format-time.ts'
import { screenPaths } from '../../platform/paths.ts'
import { usePager } from '../../platform/use-pager.ts'
import { Chip } from '../../ui/chip.tsx'
import { Empty, LoadFailed, Loading } from '../../ui/load-states.tsx'
import { PagerButtons } from '../../ui/pager.tsx'
import { ProgressBar } from '../../ui/progress-bar.tsx'
import { useLiveState } from '../live/live-area.tsx'
import { useMyself } from '../sign-in/signed-in-user.tsx'
import { isActive, kindWords, nameOf, statusWords } from './job-words.ts'
import { useJobs } from './jobs.ts'

const formats = createFormats()

interface Props {
  /** Whose jobs; all that one may see when it is undefined. */
  ownerId?: string
  emptyTitle: string
  empty?: ReactNode
  /** What to call the owner of a job, where jobs of several are listed. */
  nameOwner?: (userId: string) => string | undefined
}

/** Jobs, newest first, each with how far it is, live. */
export function JobList({ ownerId, emptyTitle, empty, nameOwner }: Props) {
  const pager = usePager(ownerId ?? '')
  const myself = useMyself()
  const followed = ownerId ?? myself.id
  const live = useLiveState(followed)
  const isLive = (job: Job) => live === 'live' && job.userId === followed
  const jobs = useJobs({ ownerId, cursor: pager.cursor }, isLive)
  if (jobs.data === undefined) {
    return jobs.error === null ? (
      <Loading what="the jobs" />
    ) : (
      <LoadFailed what="the jobs" error={jobs.error} retry={() => void jobs.refetch()} />
    )
  }
  if (jobs.data.items.length === 0 && pager.page === 1) return <Empty title={emptyTitle}>{empty}</Empty>
  return (
    <>
      <ul className="divide-y divide-line border-y border-line">
        {jobs.data.items.map((job) => (
          <JobEntry key={job.id} job={job} owner={nameOwner?.(job.userId)} />
        ))}
      </ul>
      <PagerButtons pager={pager} nextCursor={jobs.data.nextCursor} what="jobs" />
    </>
  )
}

function JobEntry({ job, owner }: { job: Job; owner: string | undefined }) {
  const name = nameOf(job)
  const { words, tone } = statusWords[job.status]
  const about = [kindWords[job.kind], owner, formats.date(job.createdAt)].filter((one) => one !== undefined)
  return (
    <li className="grid gap-x-6 gap-y-1 py-4 sm:grid-cols-[1fr_auto]">
      <div className="min-w-0">
        <Link
          to={screenPaths.job}
          params={{ jobId: job.id }}
          className="link font-medium [overflow-wrap:anywhere]"
        >
          {name}
        </Link>
        <p className="text-sm leading-6 [overflow-wrap:anywhere] text-muted">{about.join(' · ')}</p>
      </div>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1 sm:flex-col sm:items-end">
        <Chip tone={tone}>
          {words}
          {isActive(job) && ` · ${job.progressPercent} %`}
        </Chip>
        <p className="text-sm leading-6 text-muted tabular-nums">{resultOf(job)}</p>
      </div>
      {isActive(job) && (
        <ProgressBar
          label={`Progress of ${name}`}
          percent={job.progressPercent}
          className="h-1.5 sm:col-span-2"
        />
      )}
    </li>
  )
}

function resultOf(job: Job): string {
  if (job.status === 'pending') return `${formats.number(job.totalRecords)} rows`
  const parts = [`${formats.number(job.validRecords)} valid`]
  if (job.invalidRecords > 0) parts.push(`${formats.number(job.invalidRecords)} invalid`)
  if (job.suspiciousRecords > 0) parts.push(`${formats.number(job.suspiciousRecords)} suspicious`)
  return parts.join(', ')
}
