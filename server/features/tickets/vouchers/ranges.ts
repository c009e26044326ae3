import { readSync } from 'node:fs'
import { CR, LF } from '../../../platform/csv/byte-kinds.ts'
import type { CsvFile } from '../../../platform/csv/open-csv-file.ts'
import type { RecordReader } from '../../../platform/csv/record-reader.ts'

/** A stretch of a file's rows that one thread reads by itself. Bytes from the file's start. */
export interface Range {
  from: number
  until: number
}

/** What every scan of a range says of it, beside its rows. */
export interface ScannedRange {
  range: Range
  /** Where the first record behind the range begins. */
  endedAt: number
  rowCount: number
  lineCount: number
  /** The offset of a byte that is not UTF-8, or -1. */
  invalidUtf8At: number
}

/** Ranges are many, so that two threads end at nearly the same time, but neither tiny nor more than addresses allow. */
const rangesMin = 32
const rangesMax = 1_024
const chunksPerRange = 8

/**
 * Cuts the rows of a file into ranges that begin behind a line end. Such a place is nearly always the beginning
 * of a record; `stitchRanges` finds those that are not, because they lie inside a quoted field.
 */
export function planRanges(csv: CsvFile, chunkBytes: number): Range[] {
  const bytes = csv.size - csv.bodyFrom
  const even = Math.min(chunksPerRange * chunkBytes, Math.ceil(bytes / rangesMin))
  const step = Math.max(chunkBytes, even, Math.ceil(bytes / rangesMax))
  const starts = [csv.bodyFrom]
  for (let at = csv.bodyFrom + step; at < csv.size; at += step) {
    const start = findLineStart(csv.file, at, Math.min(csv.size, at + step))
    if (start !== undefined && start < csv.size) starts.push(start)
  }
  return starts.map((from, i) => ({ from, until: starts[i + 1] ?? csv.size }))
}

/** The first offset behind a line end from `at` to `until`. */
function findLineStart(file: number, at: number, until: number): number | undefined {
  const piece = Buffer.allocUnsafe(4_096)
  for (let from = at; from < until; ) {
    const count = readSync(file, piece, 0, piece.length, from)
    const found = firstLineEnd(piece.subarray(0, count))
    if (found >= 0) return from + found
    if (count < 2) return undefined
    // One byte less, so that a CR at the end is looked at again with what follows it.
    from += count - 1
  }
  return undefined
}

/** Behind the first LF, CRLF, or CR that something else follows; -1 without one. */
function firstLineEnd(bytes: Uint8Array): number {
  for (let i = 0; i + 1 < bytes.length; i++) {
    if (bytes[i] === LF) return i + 1
    if (bytes[i] === CR) return bytes[i + 1] === LF ? i + 2 : i + 1
  }
  return -1
}

/** Begins to read a range, with the lines counted from 1 at its beginning. */
export function beginRange(reader: RecordReader, { file }: CsvFile, { from, until }: Range): void {
  reader.begin({ file, from, until, line: 1, checkUtf8Until: until })
}

/** What a reader knows of its range once it has read all of it. */
export function describeRange(range: Range, reader: RecordReader, rowCount: number): ScannedRange {
  return {
    range,
    endedAt: reader.offset(),
    rowCount,
    lineCount: reader.line() - 1,
    invalidUtf8At: reader.invalidUtf8At(),
  }
}

/**
 * Puts scanned ranges into the order of the file and checks that each begins where the one before ended.
 * Where one does not, its beginning lay inside a record, and it is scanned again from the right place.
 */
export function stitchRanges<T extends ScannedRange>(
  scanned: readonly T[],
  from: number,
  rescan: (range: Range) => T,
): T[] {
  let begins = from
  return scanned.map((part) => {
    const { until } = part.range
    const right = part.range.from === begins ? part : rescan({ from: begins, until: Math.max(begins, until) })
    begins = right.endedAt
    return right
  })
}
