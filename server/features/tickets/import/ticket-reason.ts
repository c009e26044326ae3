import type { RowError } from '#contract/job-rows.ts'
import { refusals } from '#contract/refusals.ts'
import {
  type CollisionCode,
  describeCollision,
  describeRefusal,
  describeStored,
  type RowCode,
  type StoredCode,
} from '../describe-refusal.ts'

/** One reason for which a row of a ticket file was refused, as it is stored with the row. */
export interface TicketReason {
  code: RowCode | CollisionCode | StoredCode
  /** Null when the whole row is meant. */
  column: string | null
  /** As it is shown: cut, and its control characters escaped. */
  value: string
  /** The line of the row it collides with; absent when it collides with what is stored. */
  firstLine?: number
}

/** The reason as everybody sees it. */
export function toRowError({ code, column, firstLine }: TicketReason): RowError {
  const error = { code, column, message: describe(code, firstLine), hint: refusals[code].hint }
  return firstLine === undefined ? error : { ...error, firstLine }
}

function describe(code: TicketReason['code'], firstLine: number | undefined): string {
  switch (code) {
    case 'customer-erased':
    case 'barcode-already-assigned':
      return describeStored(code)
    case 'order-conflict':
      return firstLine === undefined ? describeStored(code) : describeCollision(code, firstLine)
    case 'order-duplicate':
    case 'barcode-duplicate':
    case 'barcode-conflict':
      if (firstLine === undefined) throw new Error(`${code} names no line`)
      return describeCollision(code, firstLine)
    default:
      return describeRefusal(code)
  }
}
