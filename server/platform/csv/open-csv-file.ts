import { randomUUID } from 'node:crypto'
import {
  closeSync,
  createReadStream,
  createWriteStream,
  fstatSync,
  openSync,
  readSync,
  statSync,
  unlinkSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { exitCodes, PlainError } from '../errors.ts'
import { FileFault } from './file-fault.ts'
import { matchHeader, type WantedColumn } from './match-header.ts'
import { createRecordReader } from './record-reader.ts'

/** An open CSV file whose header was read and found right. */
export interface CsvFile {
  /** The file descriptor. */
  file: number
  /** What to call it: its path, or the name that a person gave it. */
  path: string
  /** Bytes. */
  size: number
  /** For each wanted column, the index of its field; -1 for an optional one that is not there. */
  columns: readonly number[]
  fieldCount: number
  /** Where the first record after the header begins: bytes from the start, and physical line from 1. */
  bodyFrom: number
  bodyLine: number
  /** The lower-case names of the columns that are not wanted. */
  ignoredColumns: readonly string[]
  /** The names of all columns as they stand in the header, trimmed. */
  names: readonly string[]
}

/**
 * Opens a CSV file and checks that it is there and has each of the `wanted` columns once. Whether all of it is UTF-8
 * is certain only when its rows are read.
 * @param shownAs what faults call the file, where its path is nobody's business
 * @throws FileFault
 */
export async function openCsvFile(
  path: string,
  wanted: readonly WantedColumn[],
  shownAs = path,
): Promise<CsvFile> {
  const file = await openForReading(path, shownAs)
  try {
    return readHeader(file, shownAs, wanted)
  } catch (error) {
    closeSync(file)
    throw error
  }
}

/**
 * Opens a file that can be read again and again: what comes through a pipe is copied first.
 * @returns the file descriptor
 * @throws FileFault when it is not there or cannot be read
 */
export async function openForReading(path: string, shownAs = path): Promise<number> {
  try {
    const stats = statSync(path)
    if (stats.isDirectory()) throw new FileFault('file-is-directory', `${shownAs} is a directory, not a file`)
    return stats.isFile() ? openSync(path, 'r') : await spool(path)
  } catch (error) {
    if (error instanceof PlainError) throw error
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ENOENT' || code === 'ENOTDIR')
      throw new FileFault('file-missing', `${shownAs} does not exist`, { cause: error })
    throw new FileFault('file-unreadable', `${shownAs} cannot be read (${code ?? error})`, { cause: error })
  }
}

/** Copies what cannot be read twice, such as a pipe, into a temporary file that has no name any more. */
async function spool(path: string): Promise<number> {
  const source = openSync(path, 'r')
  const copy = openNameless()
  try {
    await pipeline(
      createReadStream('', { fd: source }),
      createWriteStream('', { fd: copy, autoClose: false }),
    )
    return copy
  } catch (error) {
    closeSync(copy)
    throw isWriteError(error) ? cannotCopy(error) : error
  }
}

function openNameless(): number {
  const name = join(tmpdir(), `docket-${randomUUID()}.csv`)
  try {
    const file = openSync(name, 'wx+', 0o600)
    unlinkSync(name)
    return file
  } catch (error) {
    throw cannotCopy(error)
  }
}

function isWriteError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error && error.syscall === 'write'
}

function cannotCopy(cause: unknown): PlainError {
  const reason = cause instanceof Error ? cause.message : String(cause)
  return new PlainError(`cannot write the temporary copy of a pipe: ${reason}`, exitCodes.failed, { cause })
}

function readHeader(file: number, path: string, wanted: readonly WantedColumn[]): CsvFile {
  const size = fstatSync(file).size
  const bomBytes = checkStart(file, path)
  const reader = createRecordReader(65_536)
  reader.begin({ file, from: bomBytes, until: size, line: 1, checkUtf8Until: 0 })
  if (!reader.next()) throw new FileFault('file-empty', `${path} is empty: it has no header and no rows`)
  const header = matchHeader(reader.record, path, wanted)
  const body = { bodyFrom: reader.offset(), bodyLine: reader.line() }
  return { file, path, size, ...header, fieldCount: header.names.length, ...body }
}

/** The length of the file's UTF-8 byte order mark, if it has one. UTF-16 is refused by its own name. */
function checkStart(file: number, path: string): number {
  const start = Buffer.alloc(3, 0x01)
  const count = readSync(file, start, 0, 3, 0)
  const [a, b, c] = start
  const isUtf16 =
    (a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff) || (count > 1 && (a === 0) !== (b === 0))
  if (isUtf16) throw new FileFault('file-utf16', `${path} is UTF-16, not UTF-8: save it as "CSV UTF-8"`)
  return a === 0xef && b === 0xbb && c === 0xbf ? 3 : 0
}

/** The offset of the first byte before the rows that is not UTF-8, or -1. */
export function findInvalidHeaderByte({ file, bodyFrom }: CsvFile): number {
  const reader = createRecordReader(65_536)
  reader.begin({ file, from: 0, until: bodyFrom, line: 1, checkUtf8Until: bodyFrom })
  while (reader.next());
  return reader.invalidUtf8At()
}

/** The fault of a file with a byte that is not UTF-8 at `offset`. */
export function notUtf8(path: string, offset: number): FileFault {
  return new FileFault(
    'file-not-utf8',
    `${path} is not UTF-8: the byte at offset ${offset} is wrong; save it as "CSV UTF-8"`,
  )
}
