import { closeSync } from 'node:fs'
import {
  type CsvFile,
  findInvalidHeaderByte,
  notUtf8,
  openCsvFile,
} from '../../../platform/csv/open-csv-file.ts'
import type { ImportKind, ImportRun } from '../import-kind.ts'
import { type Loaded, loadRows } from './load-rows.ts'
import { createPartition, dropPartition } from './partition-queries.ts'
import { phases } from './phases.ts'
import { settleDuplicates } from './settle-duplicates.ts'
import { buildUniqueIndex } from './settle-queries.ts'
import { wantedColumns } from './transaction-columns.ts'

/**
 * Imports a file of transactions (spec 3): every row is checked and copied; then, of each id that several valid rows have,
 * the first row keeps it; at the end the index that keeps ids unique is built over all of them at once.
 */
export const transactionsImport: ImportKind = {
  firstPhase: phases.load,
  prepare: createPartition,
  run,
  remove: dropPartition,
}

async function run(job: ImportRun): Promise<'finished' | 'paused'> {
  if (job.phase !== phases.index) {
    const file = await openTransactions(job)
    try {
      const loaded = job.phase === phases.load ? await loadRows(job, file) : nothingKnown
      if (loaded.end === 'paused') return 'paused'
      if ((await settleDuplicates(job, file, loaded.suspects)) === 'paused') return 'paused'
    } finally {
      closeSync(file.file)
    }
  }
  await buildUniqueIndex(job.db, job.jobId)
  return 'finished'
}

/** What a run knows that finds all rows loaded by an earlier one. */
const nothingKnown: Loaded = { end: 'finished', suspects: undefined }

async function openTransactions({ files, phase }: ImportRun): Promise<CsvFile> {
  const [source] = files
  if (source === undefined) throw new Error('the job has no file')
  const file = await openCsvFile(source.path, wantedColumns, source.name)
  const offset = phase === phases.load ? findInvalidHeaderByte(file) : -1
  if (offset < 0) return file
  closeSync(file.file)
  throw notUtf8(source.name, offset)
}
