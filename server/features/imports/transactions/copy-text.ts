import type { Cell } from '../../../platform/csv/cell.ts'

const TAB = 0x09
const LF = 0x0a
const CR = 0x0d
const ZERO = 0x30
const BACKSLASH = 0x5c
const t = 0x74
const f = 0x66
const n = 0x6e
const r = 0x72
const N = 0x4e

/** Rows in the text format of PostgreSQL's COPY: fields between tabs, escaped, and a LF behind each row. */
export interface CopyText {
  /** What was written so far; overwritten after `clear`. */
  written(): Uint8Array
  length(): number
  clear(): void
  number(value: number): void
  /** A text; NULL when it is empty. */
  cell(cell: Cell): void
  text(value: string | undefined): void
  flag(value: boolean): void
  endRow(): void
}

/** Makes a text that grows from `roomBytes` on to what its rows need. */
export function createCopyText(roomBytes: number): CopyText {
  let bytes = Buffer.allocUnsafeSlow(roomBytes)
  let length = 0

  return {
    written: () => bytes.subarray(0, length),
    length: () => length,
    clear() {
      length = 0
    },
    number: addNumber,
    cell(cell) {
      if (cell.start === cell.end) addNull()
      else addBytes(cell.bytes, cell.start, cell.end)
    },
    text(value) {
      if (value === undefined) return addNull()
      const text = Buffer.from(value)
      addBytes(text, 0, text.length)
    },
    flag(value) {
      makeRoom(2)
      bytes[length++] = value ? t : f
      bytes[length++] = TAB
    },
    endRow() {
      // In the place of the last field's tab.
      bytes[length - 1] = LF
    },
  }

  function addNumber(value: number): void {
    makeRoom(17)
    let digits = 1
    for (let rest = value; rest >= 10; rest = Math.floor(rest / 10)) digits++
    let rest = value
    for (let i = length + digits - 1; i >= length; i--) {
      const tenth = Math.floor(rest / 10)
      bytes[i] = ZERO + rest - 10 * tenth
      rest = tenth
    }
    length += digits
    bytes[length++] = TAB
  }

  function addNull(): void {
    makeRoom(3)
    bytes[length++] = BACKSLASH
    bytes[length++] = N
    bytes[length++] = TAB
  }

  function addBytes(from: Uint8Array, start: number, end: number): void {
    makeRoom(2 * (end - start) + 1)
    const to = bytes
    let at = length
    for (let i = start; i < end; i++) {
      const byte = from[i]
      if (byte > CR && byte !== BACKSLASH) {
        to[at++] = byte
      } else {
        const escaped = escapedAs(byte)
        if (escaped !== byte || byte === BACKSLASH) to[at++] = BACKSLASH
        to[at++] = escaped
      }
    }
    to[at++] = TAB
    length = at
  }

  function makeRoom(more: number): void {
    if (length + more <= bytes.length) return
    const larger = Buffer.allocUnsafeSlow(Math.max(2 * bytes.length, length + more))
    bytes.copy(larger, 0, 0, length)
    bytes = larger
  }
}

function escapedAs(byte: number): number {
  if (byte === TAB) return t
  if (byte === LF) return n
  return byte === CR ? r : byte
}
