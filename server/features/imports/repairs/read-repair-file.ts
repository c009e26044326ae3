import { isUtf8 } from 'node:buffer'
import { createHash } from 'node:crypto'
import { cellText, emptyCell, readCell } from '../../../platform/csv/cell.ts'
import { type CsvRecord, type RecordFault, scanStep } from '../../../platform/csv/csv-record.ts'
import { describeRecordFault } from '../../../platform/csv/describe-record-fault.ts'
import { FileFault } from '../../../platform/csv/file-fault.ts'
import { matchHeader, namesOf, type WantedColumn } from '../../../platform/csv/match-header.ts'
import { createRecordScanner } from '../../../platform/csv/record-scanner.ts'
import type { RepairRow } from '../repair-target.ts'
import { refuseRepair } from './refuse-repair.ts'
import type { Repair } from './repair.ts'

/** What a repair file is called in messages. */
const shownAs = 'the repair file'

/** The columns that say which row is meant, the first is needed; and those in which a rejects download keeps fields too many. */
const addedColumns: readonly WantedColumn[] = [
  'line',
  { anyOf: ['file'], isOptional: true },
  { anyOf: ['code'], isOptional: true },
  { anyOf: ['extra'], isOptional: true },
]

/** With these faults a row has fields all the same, so it can be told which row it is for. */
const readable: ReadonlySet<RecordFault> = new Set(['field-too-long', 'nul-character', 'control-character'])

/**
 * Reads a repair file, in the shape of the rejects download: columns in any order. A row that had too many fields is taken
 * only without its surplus, since nobody has looked at it otherwise. @throws ProblemError 422
 */
export function readRepairFile(bytes: Buffer, columns: readonly WantedColumn[]): Repair {
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  try {
    return { sha256, rows: [...readRows(bytes, columns)] }
  } catch (error) {
    if (!(error instanceof FileFault)) throw error
    throw refuseRepair('file-refused', [{ pointer: '/file', code: 'file-invalid', message: error.message }])
  }
}

function* readRows(bytes: Buffer, columns: readonly WantedColumn[]): Generator<RepairRow> {
  if (!isUtf8(bytes)) throw new FileFault('file-not-utf8', `${shownAs} is not UTF-8`)
  const header = readRecords(bytes, bomLength(bytes), 1, undefined)
  const first = header.next()
  if (first.done === true) throw new FileFault('file-empty', `${shownAs} is empty`)
  const wanted = [...addedColumns, ...columns.map(optional)]
  const { columns: places, names } = matchHeader(first.value.record, shownAs, wanted)
  const { offset, line } = first.value
  const [linePlace = -1, filePlace = -1, codePlace = -1, extraPlace = -1, ...valuePlaces] = places
  let row = 0
  for (const { record } of readRecords(bytes, offset, line, names.length)) {
    const fields = readFields(record)
    yield {
      pointer: `/rows/${row++}`,
      file: filePlace < 0 ? undefined : fields[filePlace],
      line: readLine(fields[linePlace] ?? '', record),
      values: toValues(columns, valuePlaces, fields),
      fault: record.fault ?? findSurplus(fields[codePlace], fields[extraPlace]),
    }
  }
}

/** Reads records from `from` on, with where the next one begins: byte, and line from 1. Each is overwritten by the next. */
function* readRecords(
  bytes: Buffer,
  from: number,
  line: number,
  fieldCount: number | undefined,
): Generator<{ record: CsvRecord; offset: number; line: number }> {
  const scanner = createRecordScanner(fieldCount)
  // The scanner wants one spare byte behind what it reads.
  const window = Buffer.concat([bytes, Buffer.alloc(1)])
  scanner.begin(line)
  scanner.load({ bytes: window, from, to: bytes.length, stopAt: bytes.length, isLast: true })
  while (scanner.next() === scanStep.record)
    yield { record: scanner.record, offset: scanner.position(), line: scanner.line() }
}

function bomLength(bytes: Buffer): number {
  return bytes.subarray(0, 3).equals(Buffer.from('\ufeff')) ? 3 : 0
}

function optional(column: WantedColumn): WantedColumn {
  return { anyOf: namesOf(column), isOptional: true }
}

/** The fields of a row. @throws FileFault when it cannot be told which row it is for */
function readFields(record: CsvRecord): string[] {
  const { fault } = record
  if (fault !== undefined && !readable.has(fault))
    throw new FileFault(fault, `${shownAs}, line ${record.line}: ${describeRecordFault(fault)}`)
  const cell = emptyCell()
  return Array.from({ length: record.fieldCount }, (_, i) => {
    readCell(record, i, cell)
    return cellText(cell)
  })
}

/** The fields of a row with too many may stand in wrong columns; whoever has put them right takes the surplus away. */
function findSurplus(codes = '', extra = ''): RecordFault | undefined {
  return extra !== '' && codes.split(';').includes('too-many-fields') ? 'too-many-fields' : undefined
}

function readLine(text: string, record: CsvRecord): number {
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text)
  throw new FileFault('value-missing', `${shownAs}, line ${record.line}: the column line has no line number`)
}

function toValues(
  columns: readonly WantedColumn[],
  places: readonly number[],
  fields: readonly string[],
): Map<string, string> {
  return new Map(columns.map((column, i) => [namesOf(column)[0] ?? '', fields[places[i] ?? -1] ?? '']))
}
