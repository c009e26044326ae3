import type { RefusalCode } from '#contract/refusals.ts'
import { type SplitField, type SplitRecord, splitRecords } from './reference-csv-split.ts'

/** One data row as the rules of docs/csv-rules.md see it, with what refuses it or with its cells by needed column. */
export interface ReferenceRow {
  line: number
  row: number
  /** The text of the row, without its last line end. */
  raw: string
  code?: RefusalCode
  cells: ReadonlyMap<string, string>
}

export type ReferenceFile =
  | { fault: RefusalCode }
  | { fault?: never; rows: readonly ReferenceRow[]; columnsIgnored: boolean }

const fieldBytesMax = 65_536
const columnsMax = 256

/** Reads a whole CSV file by the rules, slowly and plainly: an independent judge of the streaming reader. */
export function readReferenceCsv(bytes: Uint8Array, needed: readonly string[]): ReferenceFile {
  if (isUtf16(bytes)) return { fault: 'file-utf16' }
  const characters = [...new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)]
  if (characters[0] === '\ufeff') characters.shift()

  const records = splitRecords(characters)
  const [header, ...data] = records
  if (header === undefined) return { fault: 'file-empty' }
  const rawHeader = characters.slice(header.start, header.next).join('')
  if (header.code === 'quote-malformed' && splitsOtherwise(rawHeader, needed))
    return { fault: 'delimiter-wrong' }
  if (
    header.code !== undefined ||
    header.fields.length > columnsMax ||
    checkFields(header.fields) !== undefined
  )
    return { fault: 'header-malformed' }
  const names = header.fields.map((field) => readName(field.value))
  const fault = checkHeader(names, needed) ?? (isUtf8(bytes) ? undefined : 'file-not-utf8')
  if (fault !== undefined) return { fault }

  const rows = data.map((record, index) => toRow(record, index + 1, characters, names, needed))
  return { rows, columnsIgnored: names.length > needed.length }
}

function isUtf16([first, second]: Uint8Array): boolean {
  if (first === undefined || second === undefined) return false
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return true
  return (first === 0) !== (second === 0)
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return true
  } catch {
    return false
  }
}

function readName(value: string): string {
  return value.trim().toLowerCase()
}

function checkHeader(names: readonly string[], needed: readonly string[]): RefusalCode | undefined {
  const missing = needed.filter((column) => !names.includes(column))
  const doubled = needed.filter((column) => names.filter((name) => name === column).length > 1)
  if (missing.length > 0 && splitsOtherwise(names.join(','), needed)) return 'delimiter-wrong'
  if (missing.length === needed.length) return 'header-missing'
  if (missing.length > 0) return 'column-missing'
  return doubled.length > 0 ? 'column-duplicate' : undefined
}

function splitsOtherwise(whole: string, needed: readonly string[]): boolean {
  return [';', '\t', '|'].some((delimiter) => {
    const pieces = whole
      .split(delimiter)
      .map((piece) => readName(piece.trim().replace(/^"/, '').replace(/"$/, '')))
    return needed.every((column) => pieces.includes(column))
  })
}

function toRow(
  record: SplitRecord,
  row: number,
  characters: readonly string[],
  names: readonly string[],
  needed: readonly string[],
): ReferenceRow {
  const raw = characters.slice(record.start, record.next).join('')
  const base = { line: record.line, row, raw: raw.replace(/(\r\n|\r|\n)$/, '') }
  const code = record.code ?? checkFields(record.fields) ?? checkCount(record.fields.length, names.length)
  if (code !== undefined) return { ...base, code, cells: new Map() }
  const cells = new Map(
    needed.map((column) => [column, readValue(record.fields[names.indexOf(column)]?.value ?? '')]),
  )
  return { ...base, cells }
}

function checkFields(fields: readonly SplitField[]): RefusalCode | undefined {
  if (fields.some((field) => field.writtenBytes > fieldBytesMax)) return 'field-too-long'
  if (fields.some((field) => field.value.includes('\0'))) return 'nul-character'
  if (fields.some((field) => [...field.value].some(isControl))) return 'control-character'
  return undefined
}

function isControl(character: string): boolean {
  const code = character.codePointAt(0) ?? 0
  if (character === '\t' || character === '\r' || character === '\n') return false
  return code <= 0x1f || (code >= 0x7f && code <= 0x9f)
}

function checkCount(fields: number, columns: number): RefusalCode | undefined {
  if (fields < columns) return 'too-few-fields'
  return fields > columns ? 'too-many-fields' : undefined
}

/** Trims a value and takes back the quote that guarded it from being run as a formula. */
function readValue(text: string): string {
  const value = text.trim()
  const quotes = /^'*/.exec(value)?.[0].length ?? 0
  const rest = value.slice(quotes)
  const isPlainNumber = /^[+-]?(\d+(\.\d+)?|\.\d+)(e[+-]?\d+)?$/i.test(rest)
  return quotes > 0 && /^[=+\-@]/.test(rest) && !isPlainNumber ? value.slice(1) : value
}
