import type { Fault } from '#contract/problem.ts'
import { ProblemError } from '../../../platform/http/problem.ts'

/** As many faults as one answer lists. */
const faultsMax = 100

/** A repair that is refused whole, because it cannot be told which rows it is for. */
export function refuseRepair(
  code: 'file-refused' | 'values-invalid',
  faults: readonly Fault[],
): ProblemError {
  const [first] = faults
  const detail =
    first === undefined || faults.length > 1
      ? `${faults.length} rows cannot be taken. Nothing was changed.`
      : `${first.pointer} ${first.message}. Nothing was changed.`
  return new ProblemError({ code, detail, errors: faults.slice(0, faultsMax) })
}
