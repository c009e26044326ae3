import { guardFormula } from './formula-guard.ts'

/** One line of CSV with its LF. Texts are guarded against spreadsheets and quoted where they must be; numbers are written as they are. */
export function csvLine(values: readonly (string | number)[]): string {
  return `${values.map(csvCell).join(',')}\n`
}

function csvCell(value: string | number): string {
  if (typeof value === 'number') return String(value)
  const text = guardFormula(value)
  return needsQuotes.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** A comma, a quote, a line end, or white space at an edge, which reading would trim. */
const needsQuotes = /[",\r\n]|^\s|\s$/
