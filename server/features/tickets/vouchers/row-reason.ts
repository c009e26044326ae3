import type { CsvRecord } from '../../../platform/csv/csv-record.ts'
import { type LoggedReason, valueCharactersMax } from './reject-log.ts'

/** Why a row is refused by itself: the bad cells, or what is wrong with the whole record and the beginning of its raw text. */
export function rowReasons(record: CsvRecord, badCells: readonly LoggedReason[]): readonly LoggedReason[] {
  if (record.fault === undefined) return badCells
  // UTF-8 takes at most 4 bytes a character.
  const end = Math.min(record.end, record.start + 4 * (valueCharactersMax + 1))
  const raw = Buffer.from(record.bytes.buffer, record.bytes.byteOffset + record.start, end - record.start)
  return [{ code: record.fault, column: -1, value: raw.toString('utf8') }]
}
