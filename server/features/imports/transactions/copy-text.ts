import type { Cell } from '../../../platform/csv/cell.ts'

const TAB = 0x09
const LF = 0x0a
const CR = 0x0d
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
    const digits = String(value)
    makeRoom(digits.length + 1)
    for (let i = 0; i < digits.length; i++) bytes[length++] = digits.charCodeAt(i)
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
      const escaped = escapes[byte]
      if (escaped !== 0) to[at++] = BACKSLASH
      to[at++] = escaped === 0 ? byte : escaped
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

/** What stands behind the backslash for each byte that needs one. */
const escapes = new Uint8Array(256)
escapes[TAB] = t
escapes[LF] = n
escapes[CR] = r
escapes[BACKSLASH] = BACKSLASH
