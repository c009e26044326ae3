import type { CsvRecord } from '../../../platform/csv/csv-record.ts'
import { sequenceLength } from '../../../platform/csv/find-invalid-utf8.ts'

/** Stands for NUL, which the database cannot keep in a text: a control character as well, so that it stays refused. */
const substitute = '\u001a'

const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/** The text of a record as it stands in the file, cut at the row limit, with every NUL as U+001A. */
export function rawText({ bytes, start, end }: CsvRecord): string {
  // A row that is cut at the limit may end inside of a character, which must not be made up.
  const text = decoder.decode(bytes.subarray(start, wholeEnd(bytes, start, end)))
  return storable(text)
}

/** `text` with every NUL as U+001A. */
export function storable(text: string): string {
  return text.includes('\0') ? text.replaceAll('\0', substitute) : text
}

/** Where the last whole character ends. */
function wholeEnd(bytes: Uint8Array, start: number, end: number): number {
  let lead = end - 1
  while (lead > start && (bytes[lead] & 0xc0) === 0x80) lead--
  const byte = bytes[lead]
  if (lead < start || byte < 0xc0) return end
  return lead + sequenceLength(byte) > end ? lead : end
}
