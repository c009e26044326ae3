import type { ChangeStatus } from '#contract/orders.ts'
import { codeOfStatus } from '../lifecycle/status-table.ts'

/** What is asked of an order, with the code of the status. */
export type WantedStatus = Omit<ChangeStatus, 'status'> & { status: number }

/** Reads names of statuses as their codes. The contract lets only names pass that the table knows. */
export function readWanted({ status, ...change }: ChangeStatus): WantedStatus {
  const code = typeof status === 'number' ? status : codeOfStatus(status)
  if (code === undefined)
    throw new Error(`the contract lets a status ${status} pass that the table does not know`)
  return { ...change, status: code }
}
