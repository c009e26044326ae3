import { Link } from '@tanstack/react-router'
import type { Job, JobFile } from '#contract/jobs.ts'
import { createFormats } from '../../platform/format-time.ts'
import type { LiveState } from '../../platform/live-connection.ts'
import { screenPaths } from '../../platform/paths.ts'
import { useNow } from '../../platform/use-now.ts'
import { Fact, Facts } from '../../ui/fact-row.tsx'
import { ProgressBar } from '../../ui/progress-bar.tsx'
import { Slip, SlipRule } from '../../ui/slip.tsx'
import { ToneIcon } from '../../ui/tone-icon.tsx'
import { rightsOf, useMyself } from '../sign-in/signed-in-user.tsx'
import { useUser } from '../users/users.ts'
import { isActive, kindWords, nameOf, roleWords, statusWords } from './job-words.ts'

const formats = createFormats()

/** The job on one slip: its state, how far it is, and what it found so far. */
export function JobSummary({ job, live }: { job: Job; live: LiveState }) {
  return (
    <section aria-label="Progress">
      <Slip>
        <div className="grid gap-x-14 gap-y-2 lg:grid-cols-[1fr_22rem]">
          <div>
            <State job={job} live={live} />
            <Counters job={job} />
          </div>
          <div>
            <div className="lg:hidden">
              <SlipRule />
            </div>
            <About job={job} />
          </div>
        </div>
      </Slip>
    </section>
  )
}

function State({ job, live }: { job: Job; live: LiveState }) {
  const { words, tone } = statusWords[job.status]
  return (
    <>
      <p className="flex items-center gap-3 text-[28px] leading-9 font-semibold tracking-tight">
        <ToneIcon tone={tone} />
        <span>{words}</span>
        <span className="ml-auto tabular-nums">{job.progressPercent} %</span>
      </p>
      <ProgressBar
        label={`Progress of ${nameOf(job)}`}
        percent={job.progressPercent}
        look={lookOf(job)}
        className="mt-4 h-2.5"
      />
      <p className="mt-2 text-sm leading-6 text-pretty text-muted">{explain(job, live)}</p>
      {job.error !== null && (
        <p
          className={`mt-3 rounded-lg px-4 py-3 text-sm leading-6 text-pretty [overflow-wrap:anywhere] ${job.status === 'failed' ? 'bg-bad-soft text-bad' : 'bg-caution-soft text-caution'}`}
        >
          {job.error}
        </p>
      )}
    </>
  )
}

function lookOf({ status }: Job): 'good' | 'bad' | 'plain' {
  if (status === 'completed') return 'good'
  return status === 'failed' ? 'bad' : 'plain'
}

function explain(job: Job, live: LiveState): string {
  switch (job.status) {
    case 'pending':
      return 'The files are here. Nothing is read until you press Start.'
    case 'queued':
    case 'processing':
      return live === 'live'
        ? 'What you see here is live. You can close this page: the job goes on.'
        : 'The live connection is interrupted, so this page asks every few seconds. The job goes on whenever Docket runs.'
    case 'completed':
      return 'Every row has its verdict.'
    case 'failed':
      return 'It stopped. What was stored before is kept; a retry goes on from there.'
    case 'cancelled':
      return `It was stopped after ${formats.number(job.processedRecords)} rows, which are kept. A retry goes on from there.`
    default:
      return job.status satisfies never
  }
}

function Counters({ job }: { job: Job }) {
  return (
    <dl className="mt-5 grid grid-cols-2 gap-x-8 gap-y-4 sm:flex sm:flex-wrap">
      <Count name="Rows" value={job.totalRecords} />
      <Count name="Processed" value={job.processedRecords} />
      <Count name="Valid" value={job.validRecords} />
      <Count name="Invalid" value={job.invalidRecords} look={job.invalidRecords > 0 ? 'text-bad' : ''} />
      <Count
        name="Suspicious"
        value={job.suspiciousRecords}
        look={job.suspiciousRecords > 0 ? 'text-caution' : ''}
      />
    </dl>
  )
}

function Count({ name, value, look = '' }: { name: string; value: number; look?: string }) {
  return (
    <div className="flex flex-col-reverse">
      <dt className="text-sm text-muted">{name}</dt>
      <dd className={`text-2xl leading-8 font-semibold tracking-tight tabular-nums ${look}`}>
        {formats.number(value)}
      </dd>
    </div>
  )
}

function About({ job }: { job: Job }) {
  return (
    <Facts>
      <Fact name="Kind">{kindWords[job.kind]}</Fact>
      <Owner userId={job.userId} />
      <Fact name="Uploaded">{formats.date(job.createdAt)}</Fact>
      {job.startedAt !== null && <Fact name="Started">{formats.date(job.startedAt)}</Fact>}
      {job.startedAt !== null && <Duration job={job} startedAt={job.startedAt} />}
      {job.files.map((file) => (
        <FileFact key={`${file.role} ${file.sha256} ${file.name}`} file={file} />
      ))}
    </Facts>
  )
}

function Owner({ userId }: { userId: string }) {
  const myself = useMyself()
  const isOthers = userId !== myself.id && rightsOf(myself).mayAdminister
  const owner = useUser(userId, isOthers)
  if (!isOthers) return null
  return (
    <Fact name="Owner">
      <Link
        to={screenPaths.user}
        params={{ userId }}
        className="link inline-block py-1 [overflow-wrap:anywhere]"
      >
        {owner.data?.name ?? 'Another user'}
      </Link>
    </Fact>
  )
}

function Duration({ job, startedAt }: { job: Job; startedAt: string }) {
  const now = useNow(1_000)
  const end = job.finishedAt === null ? now : Date.parse(job.finishedAt)
  return <Fact name={isActive(job) ? 'Running for' : 'Took'}>{tookFor(end - Date.parse(startedAt))}</Fact>
}

function tookFor(ms: number): string {
  return ms < 1_000 ? 'Under a second' : formats.duration(ms)
}

function FileFact({ file }: { file: JobFile }) {
  return (
    <Fact name={roleWords[file.role]} note={file.name}>
      {formats.bytes(file.bytes)}
    </Fact>
  )
}
