import { type Static, Type } from 'typebox'
import { jobCounters, jobStatuses } from './jobs.ts'

/** What goes over `/ws/{user_id}` (spec 3.2). `seq` and `epoch` belong to the user's stream. */
export const JobProgress = Type.Object(
  {
    type: Type.Literal('job.progress'),
    seq: Type.Integer({ minimum: 1 }),
    epoch: Type.String(),
    jobId: Type.String(),
    status: Type.Enum(jobStatuses),
    ...jobCounters,
  },
  { title: 'JobProgress', additionalProperties: false },
)
export type JobProgress = Static<typeof JobProgress>
