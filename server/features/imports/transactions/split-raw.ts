import { cellText, emptyCell, readCell } from '../../../platform/csv/cell.ts'
import { createRecordScanner } from '../../../platform/csv/record-scanner.ts'

/** Rows with these faults have no fields. */
const unsplittable: ReadonlySet<string> = new Set(['quote-malformed', 'quote-unclosed', 'row-too-long'])

/** The fields of a rejected row as they were read, from its raw text; undefined when it cannot be split. */
export function splitRaw(raw: string, faults: readonly { code: string }[]): string[] | undefined {
  if (faults.some(({ code }) => unsplittable.has(code))) return undefined
  const text = Buffer.from(raw)
  // The scanner wants one spare byte behind what it reads.
  const bytes = Buffer.concat([text, Buffer.alloc(1)])
  const scanner = createRecordScanner(undefined)
  scanner.begin(1)
  scanner.load({ bytes, from: 0, to: text.length, stopAt: text.length, isLast: true })
  scanner.next()
  const cell = emptyCell()
  return Array.from({ length: scanner.record.fieldCount }, (_, i) => {
    readCell(scanner.record, i, cell)
    return cellText(cell)
  })
}
