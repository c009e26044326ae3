import { type Static, Type } from 'typebox'
import { Compile } from 'typebox/schema'
import { jobCounters, jobStatuses } from '#contract/jobs.ts'

/** What one process tells the others about a job. */
const JobNewsSchema = Type.Object({
  jobId: Type.String(),
  userId: Type.String(),
  /** Grows with every change of the job. */
  revision: Type.Integer(),
  status: Type.Enum(jobStatuses),
  ...jobCounters,
  /** Names the run it belongs to; null before the first. */
  startedAt: Type.Union([Type.String(), Type.Null()]),
  startedMsAgo: Type.Union([Type.Integer(), Type.Null()]),
})
export type JobNews = Static<typeof JobNewsSchema>

/** What a live message says about a job, beside its number. */
export type JobState = Omit<JobNews, 'userId' | 'revision' | 'startedAt' | 'startedMsAgo'>

/** Whose access ended: everything of a user, of a key, or of a session. */
const AccessEndedSchema = Type.Object({
  userId: Type.Optional(Type.String()),
  keyId: Type.Optional(Type.String()),
  sessionId: Type.Optional(Type.String()),
})
export type AccessEnded = Static<typeof AccessEndedSchema>

const jobNews = Compile(JobNewsSchema)
const accessEnded = Compile(AccessEndedSchema)

/** News as they arrive from another process, or undefined when they are none: it may be of another version. */
export function readJobNews(value: unknown): JobNews | undefined {
  return jobNews.Check(value) ? value : undefined
}

/** The part that the job's owner is told. */
export function stateOf({ userId, revision, startedAt, startedMsAgo, ...state }: JobNews): JobState {
  return state
}

/** The same for whose access has ended. */
export function readAccessEnded(value: unknown): AccessEnded | undefined {
  return accessEnded.Check(value) ? value : undefined
}
