import type { StatusGroup } from '#contract/order-statuses.ts'
import { eventTimes, orderEventsMax } from '#contract/orders.ts'
import type { Fault } from '#contract/problem.ts'
import { etagOf, fitsIfMatch } from '../../../platform/http/etag.ts'
import { ProblemError } from '../../../platform/http/problem.ts'
import type { Call } from '../../../platform/principal.ts'
import { nameOfStatus, nextStatuses } from '../lifecycle/status-table.ts'
import type { OrderState } from './order-state-queries.ts'
import type { WantedStatus } from './wanted-status.ts'

/** @throws ProblemError 412 when the order is not the version that the caller knows */
export function refuseStale(ifMatch: string, { version }: OrderState): void {
  if (fitsIfMatch(ifMatch, version)) return
  throw new ProblemError({
    code: 'precondition-failed',
    detail: `The order was changed meanwhile: its ETag is ${etagOf(version)}. Look at it, then send this again with that one.`,
    headers: { etag: etagOf(version) },
  })
}

/** @throws ProblemError 403 for who may not force, 422 for a force without a reason and for times that no clock shows */
export function refuseUnfit({ principal }: Call, { timestamp, force, reason }: WantedStatus): void {
  if (force === true && principal.role !== 'admin')
    throw new ProblemError({ code: 'role-insufficient', detail: 'Only admins may force a change of status.' })
  if (force === true && (reason === undefined || reason.trim() === ''))
    throw refuseValue({ pointer: '/reason', code: 'value-missing', message: 'is needed to force a change' })
  const fault = timestamp === undefined ? undefined : findTimeFault(Date.parse(timestamp))
  if (fault !== undefined) throw refuseValue(fault)
}

function findTimeFault(ms: number): Fault | undefined {
  const pointer = '/timestamp'
  // The contract's format has leap seconds and offsets without minutes.
  if (Number.isNaN(ms))
    return {
      pointer,
      code: 'format-wrong',
      message: 'must be a time that clocks show, such as 2026-03-01T10:00:00Z',
    }
  if (ms >= Date.parse(eventTimes.first) && ms < Date.parse(eventTimes.end)) return undefined
  const message = `must lie between ${eventTimes.first} and ${eventTimes.end}`
  return { pointer, code: 'time-out-of-range', message }
}

function refuseValue(fault: Fault): ProblemError {
  return new ProblemError({
    code: 'values-invalid',
    detail: `"${fault.pointer}" ${fault.message}.`,
    errors: [fault],
  })
}

/** @throws ProblemError 409 when an order has so many events that it takes no more */
export function refuseFull(events: number): void {
  if (events < orderEventsMax) return
  throw new ProblemError({
    code: 'order-history-full',
    detail: `The order has ${events} events, and takes no more than ${orderEventsMax}, forced ones among them. Nothing was stored.`,
  })
}

/**
 * Refuses a status that may not follow on what the order was then; says what may.
 * @throws ProblemError 409
 */
export function refuseTransition(code: number, standing: { status: number; group: StatusGroup }): never {
  const next = nextStatuses(standing)
  const allowed = next.map(({ status, statusName }) => `${status} ${statusName}`)
  throw new ProblemError({
    code: 'transition-not-allowed',
    detail: [
      `An order that is ${describe(standing.status)} (${standing.group}) cannot become ${describe(code)}.`,
      allowed.length === 0 ? 'Nothing follows on an end.' : `It may become: ${allowed.join(', ')}.`,
    ].join(' '),
    nextStatuses: next,
  })
}

function describe(code: number): string {
  return `${code} ${nameOfStatus(code) ?? '(unknown)'}`
}
