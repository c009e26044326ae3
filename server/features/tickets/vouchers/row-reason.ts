import type { CsvRecord } from '../../../platform/csv/csv-record.ts'
import { type LoggedReason, valueCharactersMax } from './reject-log.ts'

/** The reason of a record that could not be split into good fields, with the beginning of its raw text. */
export function rowReason(record: CsvRecord): LoggedReason {
  // UTF-8 takes at most 4 bytes a character.
  const end = Math.min(record.end, record.start + 4 * (valueCharactersMax + 1))
  const value = Buffer.from(
    record.bytes.buffer,
    record.bytes.byteOffset + record.start,
    end - record.start,
  ).toString('utf8')
  return { code: record.fault ?? 'quote-malformed', column: -1, value }
}
