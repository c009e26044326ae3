import type { RefusalCode } from '#contract/refusals.ts'

/** The reader's limits (spec 2.2): bytes of a row without its line end, bytes of a field without its quotes, columns. */
export const csvLimits = { rowBytes: 1_048_576, fieldBytes: 65_536, columns: 256 } as const

/** How a field was written: as it is, in quotes, or in quotes with doubled quotes inside. */
export const quoting = { none: 0, plain: 1, doubled: 2 } as const

/** Why a record is refused before its fields are looked at. */
export type RecordFault = Extract<
  RefusalCode,
  | 'quote-malformed'
  | 'quote-unclosed'
  | 'row-too-long'
  | 'field-too-long'
  | 'nul-character'
  | 'control-character'
  | 'too-few-fields'
  | 'too-many-fields'
>

/** One record, overwritten by the next one. Offsets are into `bytes`, which may move when more is loaded. */
export interface CsvRecord {
  bytes: Uint8Array
  start: number
  end: number
  /** The physical line it is reported at, from 1: where it begins, or where its bad quote opened. */
  line: number
  /** Why the whole row is refused; undefined when its fields can be read. */
  fault: RecordFault | undefined
  fieldCount: number
  starts: Int32Array
  ends: Int32Array
  quoting: Uint8Array
}

/** A record to be overwritten; it has room for one field more than may be, so that too many can be told. */
export function emptyRecord(): CsvRecord {
  const fields = csvLimits.columns + 1
  return {
    bytes: new Uint8Array(1),
    start: 0,
    end: 0,
    line: 0,
    fault: undefined,
    fieldCount: 0,
    starts: new Int32Array(fields),
    ends: new Int32Array(fields),
    quoting: new Uint8Array(fields),
  }
}

/** What `next` found: a record, the need for more bytes, or the end of what was to be read. */
export const scanStep = { record: 0, more: 1, end: 2 } as const
export type ScanStep = (typeof scanStep)[keyof typeof scanStep]

export interface RecordScanner {
  record: CsvRecord
  /** Begins anew, at a line counted from 1. */
  begin(line: number): void
  /**
   * Points the scanner at bytes `from` to `to` of a window that has one spare byte behind `to`. Records that
   * begin at `stopAt` or later are left alone. `isLast` says that nothing follows `to`.
   */
  load(window: { bytes: Uint8Array; from: number; to: number; stopAt: number; isLast: boolean }): void
  next(): ScanStep
  /** Where the next record begins; everything before it is done with. */
  position(): number
  /** The physical line at `position`, from 1. */
  line(): number
}
