import { setImmediate as breathe } from 'node:timers/promises'
import type { CsvFile } from '../../../platform/csv/open-csv-file.ts'
import { notUtf8 } from '../../../platform/csv/open-csv-file.ts'
import { createRecordReader } from '../../../platform/csv/record-reader.ts'
import type { Checkpoint, Counted } from '../import-kind.ts'
import { type CopyText, createCopyText } from './copy-text.ts'
import type { RepeatFilter } from './repeat-filter.ts'
import { createRowWriter } from './write-row.ts'

/** The checked rows of one stretch of the file, ready for COPY. */
export interface Chunk {
  text: CopyText
  counted: Counted
  from: Checkpoint
  to: Checkpoint
}

/** A chunk ends with the row that reaches one of these. */
const rowsMax = 10_240
const bytesMax = 4 * 1_048_576
/** So many rows are checked at a stretch: about a millisecond, after which the socket gets its turn. */
const rowsAtOnce = 512
const pieceBytes = 262_144

/**
 * Reads the rows of a transactions file chunk by chunk, from `checkpoint` on. Two chunks take turns, so each is
 * overwritten by the next but one.
 * @param repeats gets the id of every row that is valid by itself
 * @returns the function that reads the next chunk: `to.isDone` says that it was the last
 */
export function createChunkReader(
  file: CsvFile,
  checkpoint: Checkpoint,
  repeats?: RepeatFilter,
): () => Promise<Chunk> {
  const reader = createRecordReader(pieceBytes, file.fieldCount)
  const isFresh = checkpoint.offset === 0
  reader.begin({
    file: file.file,
    from: isFresh ? file.bodyFrom : checkpoint.offset,
    until: file.size,
    line: isFresh ? file.bodyLine : checkpoint.line,
    checkUtf8Until: file.size,
  })
  const writeRow = createRowWriter(file.columns, repeats)
  let to = checkpoint
  let [text, otherText] = [createCopyText(bytesMax), createCopyText(bytesMax)]

  return async () => {
    const from = to
    const counted = { processed: 0, valid: 0, invalid: 0, suspicious: 0 }
    ;[text, otherText] = [otherText, text]
    text.clear()
    let isDone = false
    while (!isDone && counted.processed < rowsMax && text.length() < bytesMax) {
      isDone = !readSome(from.records, counted)
      await breathe()
    }
    if (reader.invalidUtf8At() >= 0) throw notUtf8(file.path, reader.invalidUtf8At())
    const records = from.records + counted.processed
    to = { part: from.part, offset: reader.offset(), line: reader.line(), records, isDone }
    return { text, counted, from, to }
  }

  /** Reads and checks up to `rowsAtOnce` rows; false when there are no more. */
  function readSome(recordsBefore: number, counted: Counted): boolean {
    for (let i = 0; i < rowsAtOnce && text.length() < bytesMax; i++) {
      if (!reader.next()) return false
      counted.processed++
      const { isValid, isSuspicious } = writeRow(text, recordsBefore + counted.processed, reader.record)
      if (isValid) counted.valid++
      else counted.invalid++
      if (isSuspicious) counted.suspicious++
    }
    return true
  }
}
