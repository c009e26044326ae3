import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import type { RefusalCode } from '#contract/refusals.ts'
import { createRecordReader } from '../../../platform/csv/record-reader.ts'
import { findOtherFormat, isUtf16 } from './find-other-format.ts'

/** What an uploaded file turned out to be: so many records behind its header, or something that cannot be used. */
export type Inspection = { records: number } | { refused: FileRefusal }

export interface FileRefusal {
  code: Extract<RefusalCode, 'file-empty' | 'file-utf16' | 'file-not-csv' | 'file-not-utf8'>
  /** Why, as the end of a sentence that begins with the file. */
  reason: string
}

/** As much as tells what kind of file it is. */
const startBytes = 4_096
/** Reading and counting a piece of this size at a time is as fast as it gets. */
const pieceBytes = 262_144

/**
 * Reads a whole file, synchronously and in bounded memory: is it text in UTF-8, and how many records does it hold?
 * Whether its columns are right is not asked here: the job says so when it runs.
 */
export function inspectFile(path: string): Inspection {
  const file = openSync(path, 'r')
  try {
    const start = readStart(file)
    const refused = refuseByStart(start)
    return refused === undefined ? countRecords(file, isMarked(start) ? 3 : 0) : { refused }
  } finally {
    closeSync(file)
  }
}

function readStart(file: number): Buffer {
  const start = Buffer.alloc(startBytes)
  return start.subarray(0, readSync(file, start, 0, startBytes, 0))
}

function refuseByStart(start: Buffer): FileRefusal | undefined {
  if (start.length === 0) return isEmpty
  if (isUtf16(start)) return { code: 'file-utf16', reason: 'is UTF-16, not UTF-8' }
  const format = findOtherFormat(start)
  return format === undefined ? undefined : { code: 'file-not-csv', reason: `is ${format}, not CSV` }
}

const isEmpty: FileRefusal = { code: 'file-empty', reason: 'is empty: it has no header and no rows' }

/** True when the file begins with the byte order mark of UTF-8. */
function isMarked(start: Buffer): boolean {
  return start[0] === 0xef && start[1] === 0xbb && start[2] === 0xbf
}

function countRecords(file: number, from: number): Inspection {
  const size = fstatSync(file).size
  const header = createRecordReader(65_536)
  header.begin({ file, from, until: size, line: 1, checkUtf8Until: size })
  const hasHeader = header.next()
  if (header.invalidUtf8At() >= 0) return notUtf8(header.invalidUtf8At())
  if (!hasHeader) return { refused: isEmpty }
  // Where records end does not depend on the number of fields, but telling it makes reading fast. Behind a header that
  // is refused the reader may stand in the middle of its line, and only it knows that.
  const body =
    header.record.fault === undefined ? createRecordReader(pieceBytes, header.record.fieldCount) : header
  if (body !== header)
    body.begin({ file, from: header.offset(), until: size, line: header.line(), checkUtf8Until: size })
  let records = 0
  while (body.next()) records++
  return body.invalidUtf8At() >= 0 ? notUtf8(body.invalidUtf8At()) : { records }
}

function notUtf8(offset: number): Inspection {
  return {
    refused: { code: 'file-not-utf8', reason: `is not UTF-8: the byte at offset ${offset} is wrong` },
  }
}
