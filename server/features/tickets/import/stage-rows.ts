import { closeSync } from 'node:fs'
import {
  type CsvFile,
  findInvalidHeaderByte,
  notUtf8,
  openCsvFile,
} from '../../../platform/csv/open-csv-file.ts'
import { createRecordReader, type RecordReader } from '../../../platform/csv/record-reader.ts'
import type { Checkpoint, ImportRun, Step } from '../../imports/import-kind.ts'
import { rememberColumns } from '../../imports/remember-columns.ts'
import { barcodeColumns, orderColumns } from '../check-ticket-rows.ts'
import {
  type CheckedRows,
  type CheckRow,
  createBarcodeRowCheck,
  createCheckedRows,
  createOrderRowCheck,
} from './check-rows.ts'
import { copyTicketRows } from './copy-ticket-rows-queries.ts'
import { phaseText, type TicketPhase } from './ticket-phases.ts'
import { countVerdicts, passOn, percentOf } from './ticket-progress.ts'
import { barcodesPart, ordersPart } from './ticket-tables-queries.ts'

/** A chunk ends with the row that reaches one of these. */
const rowsMax = 8_192
const bytesMax = 4 * 1_048_576
const pieceBytes = 262_144

/** One of the job's two files: which part of the checkpoint it is, and how its rows are checked. */
interface Source {
  fileId: number
  csv: CsvFile
  checkpoint: Checkpoint
  table: CheckedRows['table']
  check: CheckRow
}

const phase = phaseText({ step: 'stage' })

/**
 * Checks the rows of both files by themselves and copies them, with those that are refused.
 * @throws FileFault when a file cannot be used; the headers of both are looked at before a row of either is copied
 */
export async function stageRows(job: ImportRun): Promise<TicketPhase | 'paused'> {
  const sources = await openSources(job)
  try {
    for (const source of sources) {
      if (!source.checkpoint.isDone && (await stageFile(job, source)) === 'paused') return 'paused'
    }
  } finally {
    for (const { csv } of sources) closeSync(csv.file)
  }
  const next: TicketPhase = { step: 'orders' }
  await passOn(job, { step: 'stage' }, next)
  return next
}

async function openSources(job: ImportRun): Promise<Source[]> {
  const orders = await openSource(job, ordersPart, orderColumns)
  try {
    const barcodes = await openSource(job, barcodesPart, barcodeColumns)
    return [
      { ...orders, table: 'ticket_orders', check: createOrderRowCheck(orders.csv.columns) },
      { ...barcodes, table: 'ticket_barcodes', check: createBarcodeRowCheck(barcodes.csv.columns) },
    ]
  } catch (error) {
    closeSync(orders.csv.file)
    throw error
  }
}

async function openSource({ files, checkpoints }: ImportRun, part: number, columns: readonly string[]) {
  // Files and checkpoints stand in the order of the roles: orders, then barcodes.
  const [file, checkpoint] = [files[part], checkpoints[part]]
  if (file === undefined || checkpoint === undefined) throw new Error(`the job has no file ${part}`)
  return { fileId: file.id, csv: await openCsvFile(file.path, columns, file.name), checkpoint }
}

/** Stages what is left of one file. While the database takes one chunk, the next one is read. */
async function stageFile(job: ImportRun, source: Source): Promise<'finished' | 'paused'> {
  const readChunk = createChunkReader(source)
  let chunk = readChunk()
  for (;;) {
    const stored = job.commit(toStep(job, source, chunk))
    const next = chunk.to.isDone ? undefined : readOrRefuse(readChunk)
    await stored
    source.checkpoint = chunk.to
    if (next === undefined) return 'finished'
    if (job.shouldPause()) return 'paused'
    chunk = next()
  }
}

/** Reads the next chunk now, and says what came of it when it is asked: a fault is thrown only then. */
function readOrRefuse(readChunk: () => Chunk): () => Chunk {
  try {
    const chunk = readChunk()
    return () => chunk
  } catch (error) {
    return () => {
      throw error
    }
  }
}

/** The checked rows of one stretch of a file. */
interface Chunk {
  rows: CheckedRows
  from: Checkpoint
  to: Checkpoint
  refused: number
}

/** Makes the reading of chunks. Two take turns, so each is overwritten by the next but one. */
function createChunkReader({ csv, checkpoint, table, check }: Source): () => Chunk {
  const reader = beginReading(csv, checkpoint)
  let [rows, otherRows] = [createCheckedRows(table), createCheckedRows(table)]
  let to = checkpoint

  return () => {
    const from = to
    ;[rows, otherRows] = [otherRows, rows]
    rows.staged.clear()
    rows.rejects.clear()
    let count = 0
    let refused = 0
    let isDone = false
    while (count < rowsMax && rows.staged.length() + rows.rejects.length() < bytesMax) {
      isDone = !reader.next()
      if (isDone) break
      count++
      if (!check(rows, from.records + count, reader.record)) refused++
    }
    if (reader.invalidUtf8At() >= 0) throw notUtf8(csv.path, reader.invalidUtf8At())
    to = {
      part: from.part,
      offset: reader.offset(),
      line: reader.line(),
      records: from.records + count,
      isDone,
    }
    return { rows, from, to, refused }
  }
}

function beginReading(csv: CsvFile, checkpoint: Checkpoint): RecordReader {
  const isFresh = checkpoint.offset === 0
  const offset = isFresh ? findInvalidHeaderByte(csv) : -1
  if (offset >= 0) throw notUtf8(csv.path, offset)
  const reader = createRecordReader(pieceBytes, csv.fieldCount)
  reader.begin({
    file: csv.file,
    from: isFresh ? csv.bodyFrom : checkpoint.offset,
    until: csv.size,
    line: isFresh ? csv.bodyLine : checkpoint.line,
    checkUtf8Until: csv.size,
  })
  return reader
}

function toStep(
  { jobId, totalRecords }: ImportRun,
  source: Source,
  { rows, from, to, refused }: Chunk,
): Step {
  const recordsBefore = from.part === ordersPart ? 0 : totalRecords - from.records
  return {
    phase,
    from,
    to,
    counted: countVerdicts({ invalid: refused }),
    progressPercent: percentOf('stage', recordsBefore + to.records, totalRecords),
    async write(tx, client) {
      if (from.offset === 0) await rememberColumns(tx, source.fileId, source.csv.names)
      await copyTicketRows(client, jobId, rows)
    },
  }
}
