/**
 * Spreadsheets run a cell that begins with one of these as a formula. Docket writes such a text with a
 * leading apostrophe and reads it back without (docs/csv-rules.md); plain numbers stay as they are.
 */
const runsAsFormula = /^'*[=+\-@]/
const plainNumber = /^[+-]?(\d+(\.\d+)?|\.\d+)([eE][+-]?\d+)?$/

/** `text` as it is written into a CSV cell. */
export function guardFormula(text: string): string {
  return isGuarded(text) ? `'${text}` : text
}

/** What `guardFormula` was given, from what it wrote. */
export function unguardFormula(text: string): string {
  return text.startsWith("'") && isGuarded(text) ? text.slice(1) : text
}

function isGuarded(text: string): boolean {
  return runsAsFormula.test(text) && !plainNumber.test(text.replace(/^'+/, ''))
}
