import { orderStatuses, type StatusGroup } from '#contract/order-statuses.ts'
import type { OrderFilter } from '#contract/orders.ts'
import type { Fault } from '#contract/problem.ts'
import { ProblemError } from '../../../platform/http/problem.ts'
import { codeOfStatus } from '../lifecycle/status-table.ts'

/** Which orders are listed. */
export interface WantedOrders extends Omit<OrderFilter, 'status' | 'from' | 'to'> {
  status?: number
  from?: Date
  to?: Date
}

/** Reads what a caller asks for. @throws ProblemError 422 for a status or a time that there cannot be, and for times the wrong way round */
export function readOrderFilter({ status, from, to, ...filter }: OrderFilter): WantedOrders {
  const faults: Fault[] = []
  const wanted: WantedOrders = {
    ...filter,
    ...(status !== undefined && { status: readStatus(status, faults) }),
    ...(from !== undefined && { from: readTime('/from', from, faults) }),
    ...(to !== undefined && { to: readTime('/to', to, faults) }),
  }
  if (wanted.from !== undefined && wanted.to !== undefined && wanted.from > wanted.to)
    faults.push({ pointer: '/from', code: 'value-invalid', message: 'is later than "to"' })
  if (faults.length > 0)
    throw new ProblemError({
      code: 'values-invalid',
      detail: 'These are no orders that there can be.',
      errors: faults,
    })
  return wanted
}

/** The group that all orders with this status have; undefined for a code that Docket does not know. */
export function groupOfStatus(code: number): StatusGroup | undefined {
  return orderStatuses.find((known) => known.code === code)?.group
}

function readStatus(text: string, faults: Fault[]): number {
  const code = /^(0|[1-9]\d{0,9})$/.test(text) ? Number(text) : codeOfStatus(text)
  if (code !== undefined && code <= 2_147_483_647) return code
  faults.push({
    pointer: '/status',
    code: 'status-unknown',
    message: 'must be the code of a status or the name of a known one',
  })
  return 0
}

/**
 * Orders are dated to the millisecond. A time between two of them is the later one: what was made at it or later, and
 * before it, stays the same.
 */
function readTime(pointer: string, text: string, faults: Fault[]): Date {
  const time = new Date(text)
  const isBetween = /\.\d{3}\d*[1-9]/.test(text)
  if (Number.isNaN(time.getTime()))
    // A leap second, or an hour 24, which the form of a time allows.
    faults.push({ pointer, code: 'format-wrong', message: 'is no time that Docket knows' })
  return isBetween ? new Date(time.getTime() + 1) : time
}
