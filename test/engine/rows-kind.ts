import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { from as copyFrom } from 'pg-copy-streams'
import type { Checkpoint, ImportKind, ImportRun } from '../../server/features/imports/import-kind.ts'
import { FileFault } from '../../server/platform/csv/file-fault.ts'

/** How a job of this kind behaves, from its options. */
export interface RowsOptions {
  chunkRows?: number
  /** How long each chunk takes at least. */
  chunkMs?: number
  /**
   * What goes wrong at the second chunk: a step that fails, a file that is refused, a thread that dies, a process that is
   * paused, once, in the middle of its COPY.
   */
  fault?: 'step' | 'file' | 'memory' | 'exit' | 'stop'
}

/** The smallest kind of import: copies the line numbers of a file into `rows_<job>`, where nothing hides a double. */
export const rowsKind: ImportKind = {
  firstPhase: 'rows',
  async prepare(tx, jobId) {
    await sql`create table ${rowsTable(jobId)} (n bigint not null)`.execute(tx)
  },
  async run(run) {
    for (const checkpoint of run.checkpoints) {
      if (!(await runPart(run, checkpoint))) return 'paused'
    }
    return 'finished'
  },
  async remove(tx, jobId) {
    await sql`drop table if exists ${rowsTable(jobId)}`.execute(tx)
  },
}

export function rowsTable(jobId: number) {
  return sql.table(`rows_${jobId}`)
}

/** True when the part is done, false when it is time to pause. */
async function runPart(run: ImportRun, checkpoint: Checkpoint): Promise<boolean> {
  const { chunkRows = 100, chunkMs = 0, fault } = optionsOf(run)
  const path = run.files[checkpoint.part]?.path ?? ''
  const lines = readFileSync(path)
  let from = checkpoint
  while (!from.isDone) {
    if (run.shouldPause()) return false
    const isBroken = fault !== undefined && from.records > 0
    if (isBroken && fault !== 'stop') breakDown(fault)
    await sleep(chunkMs)
    const to = nextCheckpoint(lines, from, chunkRows)
    const rows = to.records - from.records
    await run.commit({
      phase: 'rows',
      from,
      to,
      counted: { processed: rows, valid: rows, invalid: 0, suspicious: 0 },
      async write(_tx, client) {
        const copy = client.query(copyFrom(`copy rows_${run.jobId} (n) from stdin`))
        copy.write(lines.subarray(from.offset, to.offset))
        if (isBroken && fault === 'stop') pauseOnce(`${path}.paused`)
        copy.end()
        await once(copy, 'finish')
      },
    })
    from = to
  }
  return true
}

function nextCheckpoint(lines: Buffer, from: Checkpoint, chunkRows: number): Checkpoint {
  let { offset, records } = from
  while (offset < lines.length && records - from.records < chunkRows) {
    offset = lines.indexOf('\n', offset) + 1
    records += 1
  }
  return { part: from.part, offset, line: records + 1, records, isDone: offset === lines.length }
}

/** Holds everything that the step holds, until somebody lets the process go on. */
function pauseOnce(marker: string): void {
  if (existsSync(marker)) return
  writeFileSync(marker, '')
  process.kill(process.pid, 'SIGSTOP')
}

function breakDown(fault: Exclude<RowsOptions['fault'], 'stop' | undefined>): void {
  if (fault === 'step') throw new Error('the step cannot be done')
  if (fault === 'file') throw new FileFault('file-not-utf8', 'rows.csv: byte 7 is not UTF-8')
  if (fault === 'exit') process.exit(3)
  const hoard: string[][] = []
  for (;;) hoard.push(Array.from({ length: 1_000 }, (_, i) => `row ${i}`))
}

function optionsOf({ options }: ImportRun): RowsOptions {
  // The tests of this folder write the options of their jobs.
  return options as RowsOptions
}
