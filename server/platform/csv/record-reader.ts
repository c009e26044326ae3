import { isUtf8 } from 'node:buffer'
import { readSync } from 'node:fs'
import { type CsvRecord, csvLimits } from './csv-record.ts'
import { findInvalidUtf8, sequenceLength } from './find-invalid-utf8.ts'
import { createRecordScanner, scanStep } from './record-scanner.ts'

/** A stretch of an open file to read records from. Offsets are bytes from the file's start. */
export interface RecordRange {
  file: number
  /** Where the first record begins. */
  from: number
  /** Records that begin here or later are left alone; the last one may end behind it. */
  until: number
  /** The physical line at `from`, from 1. */
  line: number
  /** How many fields every record must have; undefined for the header. */
  fieldCount?: number | undefined
  /** The bytes up to here, from `from` on, must be UTF-8; at a record boundary or the end of the file. */
  checkUtf8Until: number
  /** How many bytes are read at a time. */
  pieceBytes: number
}

export interface RecordReader {
  record: CsvRecord
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
 * Reads the records of a range of a file, a piece at a time and in bounded memory: one piece and one row at the
 * row limit. Reading is synchronous, for worker threads and the command line.
 */
export function createRecordReader(range: RecordRange): RecordReader {
  const scanner = createRecordScanner(range.line)
  if (range.fieldCount !== undefined) scanner.expectFields(range.fieldCount)
  const piece = Math.max(1, range.pieceBytes)
  let window = Buffer.allocUnsafe(piece + 65)
  // The window holds the file's bytes from `base` on; `filled` of them are there.
  let base = range.from
  let filled = 0
  let checked = range.from
  let invalidAt = -1
  load(false)

  return {
    record: scanner.record,
    next,
    offset: () => base + scanner.position(),
    line: scanner.line,
    invalidUtf8At: () => invalidAt,
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
