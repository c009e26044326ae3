import { isUtf8 } from 'node:buffer'
import { readSync } from 'node:fs'
import { type CsvRecord, csvLimits, scanStep } from './csv-record.ts'
import { findInvalidUtf8, sequenceLength } from './find-invalid-utf8.ts'
import { createRecordScanner } from './record-scanner.ts'

/** A stretch of an open file to read records from. Offsets are bytes from the file's start. */
interface RecordRange {
  file: number
  /** Where the first record begins. */
  from: number
  /** Records that begin here or later are left alone; the last one may end behind it. */
  until: number
  /** The physical line at `from`, from 1. */
  line: number
  /** The bytes up to here, from `from` on, must be UTF-8; at a record boundary or the end of the file. */
  checkUtf8Until: number
}

export interface RecordReader {
  record: CsvRecord
  /** Begins with the first record of a range. */
  begin(range: RecordRange): void
  /** Moves to the next record; false at the end of the range, or when bytes are not UTF-8. */
  next(): boolean
  /** Where the next record begins, in bytes from the file's start. */
  offset(): number
  /** The physical line at `offset`, from 1. */
  line(): number
  /** The offset of the first byte that is not UTF-8, or -1. */
  invalidUtf8At(): number
}

/**
 * Reads the records of one range of a file after the other, `pieceBytes` at a time and in bounded memory: one piece and
 * one row at the row limit. `fieldCount` is how many fields every record must have; undefined for a header.
 * Reading is synchronous, for worker threads and the command line.
 */
export function createRecordReader(pieceBytes: number, fieldCount?: number): RecordReader {
  const scanner = createRecordScanner(fieldCount)
  const piece = Math.max(1, pieceBytes)
  let window = Buffer.allocUnsafe(piece + Math.min(piece, 4_096) + 65)
  let range: RecordRange = { file: -1, from: 0, until: 0, line: 1, checkUtf8Until: 0 }
  // The window holds the file's bytes from `base` on; `filled` of them are there.
  let base = 0
  let filled = 0
  let checked = 0
  let invalidAt = -1

  return {
    record: scanner.record,
    begin,
    next,
    offset: () => base + scanner.position(),
    line: scanner.line,
    invalidUtf8At: () => invalidAt,
  }

  function begin(next: RecordRange): void {
    range = next
    base = range.from
    filled = 0
    checked = range.from
    invalidAt = -1
    scanner.begin(range.line)
    load(false)
  }

  function next(): boolean {
    for (;;) {
      const step = scanner.next()
      if (step === scanStep.record) return true
      if (step === scanStep.end || !readMore()) return false
    }
  }

  /** Drops what is done with, reads one more piece behind what is left, and hands both to the scanner. */
  function readMore(): boolean {
    const done = scanner.position()
    const left = filled - done
    if (left + piece >= window.length) {
      const larger = Buffer.allocUnsafe(Math.min(2 * window.length, csvLimits.rowBytes + 64) + piece + 65)
      window.copy(larger, 0, done, filled)
      window = larger
    } else {
      window.copyWithin(0, done, filled)
    }
    base += done
    filled = left
    const count = readSync(range.file, window, filled, piece, base + filled)
    filled += count
    checkUtf8(count === 0)
    load(count === 0)
    return invalidAt < 0
  }

  function load(isLast: boolean): void {
    scanner.load({ bytes: window, from: 0, to: filled, stopAt: range.until - base, isLast })
  }

  /** Checks the bytes that came in, up to the last whole character; all of them at the end of the stretch. */
  function checkUtf8(isLast: boolean): void {
    const to = Math.min(base + filled, range.checkUtf8Until)
    if (to < checked || invalidAt >= 0) return
    const bytes = window.subarray(checked - base, to - base)
    const whole = isLast || to === range.checkUtf8Until ? bytes.length : wholeCharacters(bytes)
    if (!isUtf8(bytes.subarray(0, whole))) invalidAt = checked + findInvalidUtf8(bytes.subarray(0, whole))
    checked += whole
  }
}

/** The length of `bytes` without a character that is cut off at their end. */
function wholeCharacters(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back]
    if (byte < 0x80) return bytes.length
    if (byte >= 0xc0) return back < sequenceLength(byte) ? bytes.length - back : bytes.length
  }
  return bytes.length
}
