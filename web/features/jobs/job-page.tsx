import { Link } from '@tanstack/react-router'
import type { Job } from '#contract/jobs.ts'
import type { LiveState } from '../../platform/live-connection.ts'
import { screenPaths } from '../../platform/paths.ts'
import { RefusedError } from '../../platform/server-answer.ts'
import { Announcer } from '../../ui/announcer.tsx'
import { Empty, LoadFailed, Loading } from '../../ui/load-states.tsx'
import { PageHeading } from '../../ui/page-heading.tsx'
import { JobActions } from './job-actions.tsx'
import { JobResult } from './job-result.tsx'
import { JobSummary } from './job-summary.tsx'
import { isActive, nameOf, statusWords } from './job-words.ts'
import { useJob } from './jobs.ts'

/** One job: what it does now, what came of it, and what can be done about it. */
export function JobPage({ jobId }: { jobId: string }) {
  const { job, live } = useJob(jobId)
  const name = job.data === undefined ? 'Job' : nameOf(job.data)
  return (
    <>
      <p className="-mb-4 pt-4 text-sm">
        <Link to={screenPaths.jobs} className="link inline-block py-2 text-muted">
          All jobs
        </Link>
      </p>
      <PageHeading title={name} actions={job.data !== undefined && <JobActions job={job.data} />} />
      {job.data === undefined ? (
        <NoJob error={job.error} retry={() => void job.refetch()} />
      ) : (
        <KnownJob job={job.data} live={live} />
      )}
    </>
  )
}

function KnownJob({ job, live }: { job: Job; live: LiveState }) {
  return (
    <div className="space-y-6">
      <Announcer message={announcementOf(job)} />
      <JobSummary job={job} live={live} />
      <JobResult job={job} />
    </div>
  )
}

function NoJob({ error, retry }: { error: Error | null; retry: () => void }) {
  if (error === null) return <Loading what="the job" />
  if (error instanceof RefusedError && error.problem.status === 404)
    return <Empty title="There is no such job">It was deleted, or it belongs to somebody else.</Empty>
  return <LoadFailed what="the job" error={error} retry={retry} />
}

/** What a screen reader is told: each new state, and each quarter of the way. */
function announcementOf(job: Job): string {
  const state = `The job is ${statusWords[job.status].words.toLowerCase()}.`
  if (isActive(job)) {
    const quarter = Math.floor(job.progressPercent / 25) * 25
    return quarter === 0 ? state : `${state} ${quarter} percent done.`
  }
  if (job.status !== 'completed') return state
  return `${state} ${job.validRecords} rows are valid, ${job.invalidRecords} invalid, ${job.suspiciousRecords} suspicious.`
}
