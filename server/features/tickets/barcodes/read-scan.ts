import { type RedeemBarcode, scanAheadMaxMs } from '#contract/barcodes.ts'
import { eventTimes } from '#contract/orders.ts'
import type { Fault } from '#contract/problem.ts'
import { ProblemError } from '../../../platform/http/problem.ts'
import type { Call } from '../../../platform/principal.ts'

/** A scan as it was sent, in the types that are stored. */
export interface Scan {
  at: Date
  receivedAt: Date
  nonce: string | null
  gate: string | null
  isForced: boolean
  reason: string | null
}

/**
 * Reads what a gate sends.
 * @throws ProblemError 403 for who may not force, 422 for a force without a reason and for times that no clock shows
 */
export function readScan(
  { clock, principal }: Pick<Call, 'clock' | 'principal'>,
  { at, nonce, gate, force, reason }: RedeemBarcode,
): Scan {
  const isForced = force === true
  if (isForced && principal.role !== 'admin')
    throw new ProblemError({ code: 'role-insufficient', detail: 'Only admins may force a redemption.' })
  if (isForced && reason === undefined)
    throw refuse({ pointer: '/reason', code: 'value-missing', message: 'is needed to force a redemption' })
  const receivedAt = clock.now()
  return {
    at: at === undefined ? receivedAt : readTime(at, receivedAt),
    receivedAt,
    nonce: nonce ?? null,
    gate: gate ?? null,
    isForced,
    reason: reason ?? null,
  }
}

/** A gate may send hours later what it saw; it cannot have seen what is still to come. */
function readTime(text: string, now: Date): Date {
  const at = new Date(text)
  // Also false for a leap second, which the format allows and no Date holds.
  if (at >= new Date(eventTimes.first) && at.getTime() <= now.getTime() + scanAheadMaxMs) return at
  throw refuse({
    pointer: '/at',
    code: 'time-out-of-range',
    message: `must lie between ${eventTimes.first} and five minutes from now, ${now.toISOString()}`,
  })
}

function refuse(fault: Fault): ProblemError {
  return new ProblemError({
    code: 'values-invalid',
    detail: `"${fault.pointer}" ${fault.message}.`,
    errors: [fault],
  })
}
