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

/** Orders that have changed, or are new: whoever shows them asks again. */
export const OrdersChanged = Type.Object(
  {
    type: Type.Literal('orders.changed'),
    seq: Type.Integer({ minimum: 1 }),
    epoch: Type.String(),
    orderIds: Type.Array(Type.String()),
    more: Type.Boolean({ description: 'True when more orders have changed than are named.' }),
  },
  { title: 'OrdersChanged', additionalProperties: false },
)
export type OrdersChanged = Static<typeof OrdersChanged>

/** The numbers have changed: whoever shows some asks again. */
export const NumbersChanged = Type.Object(
  { type: Type.Literal('numbers.changed'), seq: Type.Integer({ minimum: 1 }), epoch: Type.String() },
  { title: 'NumbersChanged', additionalProperties: false },
)
export type NumbersChanged = Static<typeof NumbersChanged>
