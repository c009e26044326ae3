import type { CsvFile } from '../../../platform/csv/open-csv-file.ts'
import { createRecordReader, type RecordReader } from '../../../platform/csv/record-reader.ts'
import type { ImportRun } from '../import-kind.ts'
import { phases } from './phases.ts'
import { rawText } from './raw-text.ts'
import type { RowFault } from './row-fault.ts'
import {
  findRepeatedRows,
  listRepeatedRows,
  type RejectedRow,
  type RepeatedRow,
  rejectRows,
} from './settle-queries.ts'

/** So many rows are rejected in one step, or fewer when their texts are long. */
const rowsMax = 4_096
const rawCharactersMax = 4 * 1_048_576

/**
 * Rejects every valid row whose id an earlier valid row has, naming that row's line (spec 3). The database finds them;
 * their raw texts are read from the file again, because the raw text of a valid row is not kept.
 * @param suspects all ids that can be in question; undefined when they are not known
 */
export async function settleDuplicates(
  job: ImportRun,
  file: CsvFile,
  suspects: readonly string[] | undefined,
): Promise<'finished' | 'paused'> {
  const begun = performance.now()
  await findRepeatedRows(job.db, job.jobId, suspects)
  const found = performance.now()
  const readRaw = createRawReader(file)
  let repeated = await listRepeatedRows(job.db, 0, rowsMax)
  while (repeated.length > 0) {
    const rejected = takeRows(repeated, readRaw)
    const last = rejected.at(-1)?.row_number ?? 0
    await commitRejected(job, rejected)
    // Whoever pauses has to find them anew, so at least as long is spent on rejecting them.
    if (job.shouldPause() && performance.now() - found > found - begun) return 'paused'
    repeated = await listRepeatedRows(job.db, last, rowsMax)
  }
  await job.commit({ ...nothingCounted, phase: phases.settle, nextPhase: phases.index, async write() {} })
  return 'finished'
}

const nothingCounted = { counted: { processed: 0, valid: 0, invalid: 0, suspicious: 0 } }

/** The next rows with their raw texts, as many as one step takes. */
function takeRows(repeated: readonly RepeatedRow[], readRaw: (row: number) => string): RejectedRow[] {
  const rejected: RejectedRow[] = []
  let characters = 0
  for (const row of repeated) {
    const raw = readRaw(row.row_number)
    rejected.push({ row_number: row.row_number, errors: JSON.stringify([duplicateOf(row)]), raw })
    characters += raw.length
    if (characters > rawCharactersMax) break
  }
  return rejected
}

/** The reason of a row whose id another one has. */
export function duplicateOf({ transaction_id, first_line }: Omit<RepeatedRow, 'row_number'>): RowFault {
  return {
    code: 'transaction-duplicate',
    column: 'transaction_id',
    value: transaction_id,
    firstLine: first_line,
  }
}

async function commitRejected({ commit, jobId }: ImportRun, rejected: readonly RejectedRow[]): Promise<void> {
  await commit({
    phase: phases.settle,
    counted: { processed: 0, valid: -rejected.length, invalid: rejected.length, suspicious: 0 },
    async write(tx) {
      const count = await rejectRows(tx, jobId, rejected)
      if (count !== rejected.length)
        throw new Error(`${rejected.length} rows were to be rejected, not ${count}`)
    },
  })
}

const pieceBytes = 262_144

/** Makes the reading of rows' raw texts, each row behind the one before. */
function createRawReader(file: CsvFile): (row: number) => string {
  const reader: RecordReader = createRecordReader(pieceBytes, file.fieldCount)
  const { bodyFrom, bodyLine, size } = file
  reader.begin({ file: file.file, from: bodyFrom, until: size, line: bodyLine, checkUtf8Until: 0 })
  let at = 0
  return (row) => {
    for (; at < row; at++) {
      if (!reader.next()) throw new Error(`the file has no row ${row}`)
    }
    return rawText(reader.record)
  }
}
