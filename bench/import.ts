import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import type { User } from '../contract/users.ts'
import { startDocket } from '../test/lifecycle/docket-process.ts'
import { startDatabaseServer } from '../test/support/database-server.ts'
import { copyBare } from './import/bare-copy.ts'
import {
  ask,
  type ImportSample,
  importThroughServer,
  type Server,
  upload,
} from './import/import-through-server.ts'
import { measureWorker } from './import/measure-worker.ts'
import { prepareTransactions, type TransactionFiles } from './import/prepare-transactions.ts'
import { type Latency, watchRequests } from './import/watch-requests.ts'

const key = 'only-for-the-bench-of-imports'
const idleMs = 5_000

/** Measures imports of transactions beside bare COPY of their clean rows into the same table with the same indexes. */
async function bench(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { rows: { type: 'string', default: '2000000' }, runs: { type: 'string', default: '3' } },
  })
  const rows = Number(values.rows)
  const [full, tenth] = [prepareTransactions(rows), prepareTransactions(Math.round(rows / 10))]
  const dataDir = mkdtempSync(join(tmpdir(), 'docket-bench-'))
  const database = await startDatabaseServer()
  const env = { DOCKET_ADMIN_API_KEY: key, DATABASE_URL: database.url }
  const docket = startDocket({ dataDir, env })
  try {
    const server = await signIn(await docket.ready())
    const samples = await measure(server, database.url, { full, tenth, runs: Number(values.runs) })
    const jobs = [await upload(server, full.upload), await upload(server, tenth.upload)]
    docket.kill('SIGTERM')
    await docket.ended
    const peaks: number[] = []
    for (const job of jobs) peaks.push(await measureWorker({ dataDir, env }, database.url, job))
    report(samples, peaks)
  } finally {
    docket.kill('SIGTERM')
    await docket.ended
    await database.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

async function signIn(url: string): Promise<Server> {
  const headers = { authorization: `Bearer ${key}` }
  const user = { name: 'Bench', email: 'bench@example.com' }
  // The tests hold every answer against its schema.
  const made = (await (await ask({ url, headers }, 'POST', '/api/users', user)).json()) as User
  return { url, headers, userId: made.id }
}

interface Plan {
  full: TransactionFiles
  tenth: TransactionFiles
  runs: number
}

/** Runs everything in turn, several times, so that a busy minute hits all of them alike. */
async function measure(server: Server, url: string, { full, tenth, runs }: Plan): Promise<Measured> {
  // The first import loads code and fills caches, which later ones find.
  await importThroughServer(server, tenth)
  const idle = await watchIdle(server)
  const samples: Sample[] = []
  for (let run = 1; run <= runs; run++) {
    const stdin = await copyBare(url, full.clean, 'stdin')
    const imported = await importThroughServer(server, full)
    const serverSide = await copyBare(url, full.clean, 'server')
    samples.push({ stdin, imported, serverSide })
    console.error(`run ${run}: import ${imported.seconds.toFixed(2)} s, \\copy ${stdin.toFixed(2)} s`)
  }
  return { samples, idle }
}

async function watchIdle({ url, headers }: Server): Promise<Latency> {
  const watch = watchRequests(`${url}/api/jobs`, headers)
  await sleep(idleMs)
  return watch.stop()
}

interface Sample {
  stdin: number
  imported: ImportSample
  serverSide: number
}

interface Measured {
  samples: readonly Sample[]
  idle: Latency
}

/** Prints the medians of all runs; ratios are made run by run, because their halves were measured side by side. */
function report({ samples, idle }: Measured, peaks: readonly number[]): void {
  const [peak = '', tenthPeak = ''] = peaks.map((mib) => mib.toFixed(0).padStart(8))
  const medianOf = (read: (sample: Sample) => number) => median(samples.map(read)).toFixed(2).padStart(8)
  const lines = {
    'import, s': medianOf(({ imported }) => imported.seconds),
    '\\copy of the clean rows, s': medianOf(({ stdin }) => stdin),
    'COPY by the server itself, s': medianOf(({ serverSide }) => serverSide),
    'import / \\copy': medianOf(({ imported, stdin }) => imported.seconds / stdin),
    'import / COPY by the server': medianOf(({ imported, serverSide }) => imported.seconds / serverSide),
    'peak of a worker, MiB': peak,
    'the same for a tenth, MiB': tenthPeak,
    'GET /api/jobs p99 idle, ms': idle.p99Ms.toFixed(2).padStart(8),
    'GET /api/jobs p99 meanwhile, ms': medianOf(({ imported }) => imported.latency.p99Ms),
    'p99 meanwhile / idle': medianOf(({ imported }) => imported.latency.p99Ms / idle.p99Ms),
  }
  for (const [title, figure] of Object.entries(lines)) console.log(`${title.padEnd(34)}${figure}`)
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

await bench(process.argv.slice(2))
