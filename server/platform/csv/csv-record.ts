import type { RefusalCode } from '#contract/refusals.ts'

/** The reader's limits (spec 2.2): bytes of a row without its line end, bytes of a field without its quotes, columns. */
export const csvLimits = { rowBytes: 1_048_576, fieldBytes: 65_536, columns: 256 } as const

/** How a field was written: as it is, in quotes, or in quotes with doubled quotes inside. */
export const quoting = { none: 0, plain: 1, doubled: 2 } as const

/** One record, overwritten by the next one. Offsets are into `bytes`, which may move when more is loaded. */
export interface CsvRecord {
  bytes: Uint8Array
  start: number
  end: number
  /** The physical line it is reported at, from 1: where it begins, or where its bad quote opened. */
  line: number
  /** Why the whole row is refused; undefined when its fields can be read. */
  fault: RefusalCode | undefined
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
