import { randomUUID } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { importKinds } from '../../../server/entry/import-kinds.ts'
import type { ImportFile, ImportKinds } from '../../../server/features/imports/import-kind.ts'
import { classifyFailure } from '../../../server/features/imports/run/classify-failure.ts'
import { runSlice, type SliceEnd } from '../../../server/features/imports/run/run-slice.ts'
import type { Database } from '../../../server/platform/database/database.ts'
import { openConnection } from '../../../server/platform/database/open-connection.ts'
import { createLog } from '../../../server/platform/log.ts'
import { type ImportFiles, ticketFiles, transactionsFile } from './import-files.ts'
import { assertImported } from './imported.ts'
import { insertQueuedJob } from './queued-job.ts'

/** A job of a few hundred rows that waits to be run, with its files where they can be read. */
export interface SmallImport {
  jobId: string
  made: ImportFiles
  files: readonly ImportFile[]
}

const log = createLog({ logLevel: 'fatal' })
const records = 400
/** An import of this size has a few commits; one that needs far more slices than that is stuck. */
const slicesMax = 400

/** Makes the import of that number: of tickets when it is even, else of transactions. */
export async function makeSmallImport(db: Database, dataDir: string, number: number): Promise<SmallImport> {
  const makeFiles = number % 2 === 0 ? ticketFiles : transactionsFile
  const made = makeFiles(String(10_000 + number), records)
  const folder = join(dataDir, 'uploads')
  mkdirSync(folder, { recursive: true })
  const stored = Object.entries(made.files).map(([field, text]) => {
    const storedAs = randomUUID()
    writeFileSync(join(folder, storedAs), text)
    return { field, storedAs, text }
  })
  const job = await insertQueuedJob(db, made.kind, stored)
  const files = job.files.map(({ id, role, name, storedAs }) => ({
    ...{ id, role, name },
    path: join(folder, storedAs),
  }))
  return { jobId: job.publicId, made, files }
}

/** Runs slices at `url` until the import is completed, whatever becomes of its connections, and holds it against its files. */
export async function finishImport(
  db: Database,
  { jobId, made, files }: SmallImport,
  runOn: { url: string; readUrl: string; shouldPause(): boolean },
): Promise<void> {
  for (let slices = 0; !(await isCompleted(db, jobId)); slices += 1) {
    if (slices > slicesMax) throw new Error(`job ${jobId} does not end`)
    const end = await runOne({ url: runOn.url, jobId, files, shouldPause: runOn.shouldPause })
    // The connection that ended is on its way out; until then it holds the job.
    if (end === 'free') await sleep(5)
  }
  const client = new Client({ connectionString: runOn.readUrl })
  await client.connect()
  await assertImported(client, { ...made, jobId }).finally(() => client.end())
}

interface RunOne {
  url: string
  jobId: string
  files: readonly ImportFile[]
  kinds?: ImportKinds
  shouldPause?(): boolean
}

/** One slice on a connection of its own; one that is lost is an expected end. @throws what is not that */
export async function runOne(options: RunOne): Promise<SliceEnd | 'cut'> {
  const { url, jobId, files, kinds = importKinds, shouldPause = () => false } = options
  try {
    const connection = await openConnection(url, () => undefined)
    return await runSlice({
      ...{ jobId, files, kinds, log, shouldPause, leaseMs: 30_000 },
      ...connection,
      onTaken() {},
    }).finally(() => connection.close().catch(() => undefined))
  } catch (error) {
    if (classifyFailure(error).kind === 'wait') return 'cut'
    throw error
  }
}

async function isCompleted(db: Database, publicId: string): Promise<boolean> {
  const job = await db
    .selectFrom('jobs')
    .select('status')
    .where('public_id', '=', publicId)
    .executeTakeFirstOrThrow()
  return job.status === 'completed'
}
