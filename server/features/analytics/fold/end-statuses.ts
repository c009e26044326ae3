import { groupMoves, orderStatuses } from '#contract/order-statuses.ts'

/** The statuses that end an order: there are no stays in them. */
export const endStatuses: ReadonlySet<number> = new Set(
  orderStatuses.filter(({ group }) => groupMoves[group].length === 0).map(({ code }) => code),
)
