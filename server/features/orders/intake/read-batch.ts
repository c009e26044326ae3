import type { Fault } from '#contract/problem.ts'
import { ProblemError } from '../../../platform/http/problem.ts'
import { batchLimits } from './batch-limits.ts'
import { sliceElements } from './slice-elements.ts'

/**
 * Takes a batch apart into the texts of its orders, each exactly as it stands there. What they say is not looked at.
 * @throws ProblemError 400 for what is no list at all, 422 for one with too many orders
 */
export function readBatch(text: string, format: 'json' | 'ndjson'): string[] {
  const texts = format === 'json' ? readList(text) : readLines(text)
  if (texts.length <= batchLimits.ordersMax) return texts
  throw refuseBatch('too-many', `must have at most ${batchLimits.ordersMax} orders, and has ${texts.length}`)
}

function readList(text: string): string[] {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new ProblemError({ code: 'body-malformed', detail: 'The body cannot be read as JSON.' })
  }
  if (!Array.isArray(value)) throw refuseBatch('type-wrong', 'must be a list of orders')
  return sliceElements(text)
}

/** Blank lines are none; a line that is no JSON fails alone. */
function readLines(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

function refuseBatch(code: Fault['code'], message: string): ProblemError {
  const errors = [{ pointer: '', code, message }]
  return new ProblemError({ code: 'values-invalid', detail: `The body ${message}.`, errors })
}
