import { type Static, Type } from 'typebox'
import { Instant, ListOf, NullableInstant, PageQuery } from './lists.ts'
import { duplicatePolicies } from './tickets.ts'

const jobKinds = ['transactions', 'tickets'] as const
export type JobKind = (typeof jobKinds)[number]

/** The states of a job (spec 3.1); the last three are its ends. */
export const jobStatuses = ['pending', 'queued', 'processing', 'completed', 'failed', 'cancelled'] as const
export type JobStatus = (typeof jobStatuses)[number]

/** What an uploaded file is for: the multipart fields' names, `transactions` for the field `file`. */
export const fileRoles = ['transactions', 'orders', 'barcodes', 'repair'] as const
export type FileRole = (typeof fileRoles)[number]

export const JobFile = Type.Object(
  {
    name: Type.String({ description: 'As the client named it; never used as a path.' }),
    role: Type.Enum(fileRoles),
    bytes: Type.Integer({ minimum: 0 }),
    sha256: Type.String(),
  },
  { title: 'JobFile', additionalProperties: false },
)
export type JobFile = Static<typeof JobFile>

const count = Type.Integer({ minimum: 0 })

/** The counters of a job, the same in the API and in live messages. */
export const jobCounters = {
  totalRecords: count,
  processedRecords: count,
  validRecords: count,
  invalidRecords: count,
  suspiciousRecords: count,
  progressPercent: Type.Integer({ minimum: 0, maximum: 100 }),
} as const

export const Job = Type.Object(
  {
    id: Type.String(),
    userId: Type.String(),
    kind: Type.Enum(jobKinds),
    status: Type.Enum(jobStatuses),
    files: Type.Array(JobFile),
    ...jobCounters,
    error: Type.Union([Type.String(), Type.Null()], {
      description: 'Why it failed; while it is running, what it waits for, such as room on the disk.',
    }),
    createdAt: Instant,
    startedAt: NullableInstant,
    finishedAt: NullableInstant,
  },
  { title: 'Job', additionalProperties: false },
)
export type Job = Static<typeof Job>
export const JobList = ListOf(Job, 'JobList')

/** Which jobs: all that one may see, or those in one state. */
export const JobsFilter = Type.Object(
  { status: Type.Optional(Type.Enum(jobStatuses)) },
  { additionalProperties: false },
)
export type JobsFilter = Static<typeof JobsFilter>
export const JobsQuery = Type.Object(
  { ...PageQuery.properties, ...JobsFilter.properties },
  { additionalProperties: false },
)
export type JobsQuery = Static<typeof JobsQuery>

/** What is said in the address of an upload; the files are the multipart body. */
export const UploadQuery = Type.Object(
  {
    user_id: Type.Optional(
      Type.String({ description: 'Whose job it becomes: your own unless you are an admin.' }),
    ),
    kind: Type.Enum(jobKinds, { default: 'transactions' }),
    duplicates: Type.Optional(
      Type.Enum(duplicatePolicies, {
        description:
          'Only with `kind=tickets`: which of several rows of one barcode counts; keep-first unless said.',
      }),
    ),
  },
  { additionalProperties: false },
)
export type UploadQuery = Static<typeof UploadQuery>

/** The multipart fields that hold the files of each kind of job. */
export const uploadFields = {
  transactions: ['file'],
  tickets: ['orders', 'barcodes'],
} as const satisfies Record<JobKind, readonly string[]>
