import type { CsvFile } from '../../../platform/csv/open-csv-file.ts'
import type { ImportRun, Step } from '../import-kind.ts'
import { analyzePartition, copyRows } from './partition-queries.ts'
import { phases } from './phases.ts'
import { type Chunk, createChunkReader } from './read-chunk.ts'
import { createRepeatFilter } from './repeat-filter.ts'
import { rememberColumns } from './transactions-queries.ts'

/** How loading ended; `suspects` are the ids that may stand in several valid rows, when all rows were seen by this run. */
export type Loaded = { end: 'paused' } | { end: 'finished'; suspects: readonly string[] | undefined }

/** Copies every row of the file with its verdict. While the database takes one chunk, the next one is read. */
export async function loadRows(job: ImportRun, file: CsvFile): Promise<Loaded> {
  const [checkpoint] = job.checkpoints
  if (checkpoint === undefined) throw new Error('the job has no checkpoint')
  const repeats = checkpoint.offset === 0 ? createRepeatFilter(job.totalRecords) : undefined
  const readChunk = createChunkReader(file, checkpoint, repeats)
  let chunk = await readChunk()
  for (;;) {
    const step = toStep(job, file, chunk)
    if (chunk.to.isDone) {
      await job.commit(step)
      return { end: 'finished', suspects: repeats?.suspects() }
    }
    // Both are waited for, whichever fails: nothing may be under way when the run ends.
    const [stored, next] = await Promise.allSettled([job.commit(step), readChunk()])
    if (stored.status === 'rejected') throw stored.reason
    if (next.status === 'rejected') throw next.reason
    if (job.shouldPause()) return { end: 'paused' }
    chunk = next.value
  }
}

function toStep(
  { jobId, files: [source] }: ImportRun,
  { names }: CsvFile,
  { text, counted, from, to }: Chunk,
): Step {
  return {
    phase: phases.load,
    ...(to.isDone ? { nextPhase: phases.settle } : {}),
    from,
    to,
    counted,
    async write(tx, client) {
      await copyRows(client, jobId, text.written())
      if (from.offset > 0 || source === undefined) return
      await rememberColumns(tx, source.id, names)
      await analyzePartition(tx, jobId)
    },
  }
}
