import { firstCharacters, valueCharactersMax } from './vouchers/reject-log.ts'

const control = /\p{Cc}/u
const shortForms: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/** A value as it is shown in a report: control characters escaped, cut at 1,000 characters with an ellipsis (spec 2.1). */
export function showValue(value: string): string {
  const cut = firstCharacters(value, valueCharactersMax)
  const shown = control.test(cut) ? cut.replace(/\p{Cc}/gu, escapeControl) : cut
  return cut.length < value.length ? `${shown}…` : shown
}

function escapeControl(character: string): string {
  return shortForms[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}
