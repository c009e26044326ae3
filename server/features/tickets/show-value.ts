import { oneLine } from '../../platform/one-line.ts'
import { firstCharacters, valueCharactersMax } from './vouchers/reject-log.ts'

/** A value as it is shown in a report: control characters escaped, cut at 1,000 characters with an ellipsis (spec 2.1). */
export function showValue(value: string): string {
  const cut = firstCharacters(value, valueCharactersMax)
  return cut.length < value.length ? `${oneLine(cut)}…` : oneLine(cut)
}
