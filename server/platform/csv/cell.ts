import { type CsvRecord, quoting } from './csv-record.ts'
import { unguardFormula } from './formula-guard.ts'

/** One value of a record: bytes `start` to `end` of `bytes`, trimmed and without its quotes. Overwritten by `readCell`. */
export interface Cell {
  bytes: Uint8Array
  start: number
  end: number
}

const QUOTE = 0x22
const APOSTROPHE = 0x27
const SPACE = 0x20

export function emptyCell(): Cell {
  return { bytes: new Uint8Array(0), start: 0, end: 0 }
}

/** Reads field `index` of a record without a fault into `cell`. */
export function readCell(record: CsvRecord, index: number, cell: Cell): void {
  cell.bytes = record.bytes
  cell.start = record.starts[index]
  cell.end = record.ends[index]
  if (record.quoting[index] === quoting.doubled) undoubleQuotes(cell)
  trim(cell)
  if (cell.bytes[cell.start] === APOSTROPHE && cell.end - cell.start > 1) unguard(cell)
}

/** The value as text. */
export function cellText(cell: Cell): string {
  return decoder.decode(cell.bytes.subarray(cell.start, cell.end))
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
const encoder = new TextEncoder()

function undoubleQuotes(cell: Cell): void {
  const undoubled = new Uint8Array(cell.end - cell.start)
  let length = 0
  for (let i = cell.start; i < cell.end; i++) {
    undoubled[length++] = cell.bytes[i]
    if (cell.bytes[i] === QUOTE) i++
  }
  setBytes(cell, undoubled, length)
}

/** Trims as `String.prototype.trim` does. Bytes over 127 at an edge may be white space, so only then the text is made. */
function trim(cell: Cell): void {
  const { bytes } = cell
  while (cell.start < cell.end && isAsciiSpace(bytes[cell.start])) cell.start++
  while (cell.start < cell.end && isAsciiSpace(bytes[cell.end - 1])) cell.end--
  if (cell.start < cell.end && (bytes[cell.start] > 0x7f || bytes[cell.end - 1] > 0x7f)) {
    const text = cellText(cell)
    const trimmed = text.trim()
    if (trimmed.length < text.length) setText(cell, trimmed)
  }
}

function isAsciiSpace(byte: number): boolean {
  return byte <= SPACE && (byte === SPACE || (byte >= 0x09 && byte <= 0x0d))
}

function unguard(cell: Cell): void {
  const text = cellText(cell)
  const unguarded = unguardFormula(text)
  if (unguarded.length < text.length) setText(cell, unguarded)
}

function setText(cell: Cell, text: string): void {
  const bytes = encoder.encode(text)
  setBytes(cell, bytes, bytes.length)
}

function setBytes(cell: Cell, bytes: Uint8Array, length: number): void {
  cell.bytes = bytes
  cell.start = 0
  cell.end = length
}
