import type { RefusalCode } from '#contract/refusals.ts'

/** One field of a record. */
export interface SplitField {
  value: string
  /** How long the field is as it stands in the file, without its enclosing quotes. */
  writtenBytes: number
}

/** One record: its fields, or why it cannot be split. */
export interface SplitRecord {
  /** The line it is reported at. */
  line: number
  /** The character where it begins, and the one where the next record is looked for, with its line. */
  start: number
  next: number
  nextLine: number
  code?: RefusalCode
  fields: readonly SplitField[]
}

interface Cursor {
  position: number
  line: number
  /** How many bytes of the record lie before the position. */
  bytes: number
}

/** Why a record cannot be split: where the fault stands, and whether that or the record's begin is reported. */
interface Fault {
  code: 'quote-malformed' | 'quote-unclosed' | 'row-too-long'
  position: number
  line: number
}

const rowBytesMax = 1_048_576

/** Splits a text into the records that are not blank lines. */
export function splitRecords(characters: readonly string[]): readonly SplitRecord[] {
  const records: SplitRecord[] = []
  let position = 0
  let line = 1
  while (position < characters.length) {
    const afterBlanks = skipBlanks(characters, position)
    if (isLineEndOrEnd(characters, afterBlanks)) {
      position = afterBlanks + lineEndLength(characters, afterBlanks)
      line += 1
      continue
    }
    const record = splitRecord(characters, position, line)
    records.push(record)
    position = record.next
    line = record.nextLine
  }
  return records
}

/** Splits the record that begins at `start`; after a fault of its quotes or length the next physical line is next. */
function splitRecord(characters: readonly string[], start: number, line: number): SplitRecord {
  const cursor: Cursor = { position: start, line, bytes: 0 }
  const fields: SplitField[] = []
  for (;;) {
    const field =
      characters[cursor.position] === '"' ? readQuoted(characters, cursor) : readPlain(characters, cursor)
    if ('code' in field) return refuse(characters, start, line, field)
    fields.push(field)
    if (characters[cursor.position] !== ',') {
      const next = cursor.position + lineEndLength(characters, cursor.position)
      return { line, start, next, nextLine: cursor.line + 1, fields }
    }
    if (!take(characters, cursor)) return refuse(characters, start, line, { code: 'row-too-long', ...cursor })
  }
}

function readPlain(characters: readonly string[], cursor: Cursor): SplitField | Fault {
  let value = ''
  const startBytes = cursor.bytes
  while (!isFieldEnd(characters, cursor.position)) {
    const character = characters[cursor.position]
    const before = { ...cursor }
    if (!take(characters, cursor)) return { code: 'row-too-long', ...before }
    if (character === '"') return { code: 'quote-malformed', ...before }
    value += character
  }
  return { value, writtenBytes: cursor.bytes - startBytes }
}

function readQuoted(characters: readonly string[], cursor: Cursor): SplitField | Fault {
  let value = ''
  const opening = { ...cursor }
  if (!take(characters, cursor)) return { code: 'row-too-long', ...opening }
  for (;;) {
    const character = characters[cursor.position]
    if (character === undefined || !take(characters, cursor)) return { code: 'quote-unclosed', ...opening }
    if (character === '"') {
      if (characters[cursor.position] !== '"') break
      if (!take(characters, cursor)) return { code: 'quote-unclosed', ...opening }
    }
    // The CR of a CRLF is not yet the end of its line.
    if (character === '\n' || (character === '\r' && characters[cursor.position] !== '\n')) cursor.line += 1
    value += character
  }
  const writtenBytes = cursor.bytes - opening.bytes - 2
  if (isFieldEnd(characters, cursor.position)) return { value, writtenBytes }
  const after = { ...cursor }
  return take(characters, cursor)
    ? { code: 'quote-malformed', ...opening }
    : { code: 'row-too-long', ...after }
}

function refuse(characters: readonly string[], start: number, line: number, fault: Fault): SplitRecord {
  let end = fault.position
  while (!isLineEndOrEnd(characters, end)) end += 1
  return {
    line: fault.code === 'row-too-long' ? line : fault.line,
    start,
    next: end + lineEndLength(characters, end),
    nextLine: fault.line + 1,
    code: fault.code,
    fields: [],
  }
}

/** Steps over one character, unless it lies past the row's limit. */
function take(characters: readonly string[], cursor: Cursor): boolean {
  const bytes = cursor.bytes + Buffer.byteLength(characters[cursor.position] ?? '')
  if (bytes > rowBytesMax) return false
  cursor.bytes = bytes
  cursor.position += 1
  return true
}

function skipBlanks(characters: readonly string[], from: number): number {
  let position = from
  while (characters[position] === ' ' || characters[position] === '\t') position += 1
  return position
}

function isFieldEnd(characters: readonly string[], position: number): boolean {
  return characters[position] === ',' || isLineEndOrEnd(characters, position)
}

function isLineEndOrEnd(characters: readonly string[], position: number): boolean {
  return position >= characters.length || lineEndLength(characters, position) > 0
}

/** How many characters the line end at `position` has; 0 when there is none. */
function lineEndLength(characters: readonly string[], position: number): 0 | 1 | 2 {
  if (characters[position] === '\r') return characters[position + 1] === '\n' ? 2 : 1
  return characters[position] === '\n' ? 1 : 0
}
