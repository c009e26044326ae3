import { batchOrdersMax } from '#contract/orders.ts'

/** What a batch of orders may be. */
export const batchLimits = {
  ordersMax: batchOrdersMax,
  bodyBytesMax: 16 * 1_048_576,
  /** How many batches one process reads and places at the same moment: each may hold some times its size in memory. */
  runningMax: 4,
} as const
