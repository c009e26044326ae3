import type { Fault } from '#contract/problem.ts'
import { httpLimits } from '../../../platform/http/limits.ts'
import type { Refusal } from '../../../platform/http/problem.ts'
import { checkOrder } from './check-order.ts'
import type { CheckedOrder } from './checked-order.ts'
import { parseDocument } from './parse-document.ts'

/** An order that was read out of a text, or why it is none. */
export type ReadOrder = { kind: 'order'; order: CheckedOrder } | { kind: 'refused'; refusal: Refusal }

/** Reads and checks the text of one order. */
export function readOrder(text: string, now: Date): ReadOrder {
  const parsed = parseDocument(text)
  if (parsed === undefined) return { kind: 'refused', refusal: notJson }
  const verdict = checkOrder(text, parsed, now)
  return verdict.kind === 'order' ? verdict : { kind: 'refused', refusal: refusalOf(verdict.faults) }
}

const notJson: Refusal = { code: 'body-malformed', detail: 'The order cannot be read as JSON.' }

function refusalOf(faults: readonly Fault[]): Refusal {
  const [first] = faults
  const subject = first?.pointer === '' ? 'The order' : `"${first?.pointer}"`
  const detail =
    faults.length === 1 ? `${subject} ${first?.message}.` : `${faults.length} values are not valid.`
  return { code: 'values-invalid', detail, errors: faults.slice(0, httpLimits.faultsMax) }
}
