import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { Client } from 'pg'
import { joinRunning } from '../../server/platform/database/with-database-url.ts'
import { type DocketProcess, processesNaming, startDocket, until } from '../lifecycle/docket-process.ts'
import { seededRandom } from './random.ts'

const readyWithinMs = 15_000
const stopsWithinMs = 10_000

/** What is counted at the end, and what must never be lost. */
interface Tally {
  passed: number
  failed: number
  /** Rows whose commit was acknowledged on the present data directory. */
  rows: number
  readyMs: number[]
  killedBeforeReady: number
}

/**
 * Kills a Docket server at random moments after its start. After each kill a new start must become ready and
 * find every committed row. At the end a normal stop must leave no process behind.
 */
async function killServer(): Promise<void> {
  const { rounds, seed, fresh, withinMs } = readArguments()
  const random = seededRandom(seed)
  const tally: Tally = { passed: 0, failed: 0, rows: 0, readyMs: [], killedBeforeReady: 0 }
  console.log(`${rounds} rounds, seed ${seed}${fresh ? ', each on a new data directory' : ''}`)
  let dataDir = makeDataDir()
  for (let round = 1; round <= rounds; round += 1) {
    await judge(tally, `round ${round}`, () => runRound(dataDir, tally, random, withinMs))
    if (!fresh || round === rounds) continue
    await judge(tally, `end of round ${round}`, () => endNormally(dataDir, tally))
    rmSync(dataDir, { recursive: true })
    dataDir = makeDataDir()
    tally.rows = 0
  }
  await judge(tally, 'normal end', () => endNormally(dataDir, tally))
  report(tally)
  if (tally.failed > 0) console.log(`the data directory is kept: ${dataDir}`)
  else rmSync(dataDir, { recursive: true })
  console.log(`${tally.passed} passed, ${tally.failed} failed`)
  process.exitCode = tally.failed === 0 ? 0 : 1
}

/** One kill at a random moment, then a start that must be ready, ended by a kill or by a normal stop. */
async function runRound(
  dataDir: string,
  tally: Tally,
  random: () => number,
  withinMs: number,
): Promise<void> {
  const victim = startDocket({ dataDir })
  const kill = sleep(random() * withinMs).then(() => victim.kill('SIGKILL'))
  const wasReady = await writeUntilKilled(victim, dataDir, tally)
  await kill
  await victim.ended
  if (!wasReady) tally.killedBeforeReady += 1

  const begun = performance.now()
  const next = startDocket({ dataDir })
  try {
    await next.ready(readyWithinMs)
    tally.readyMs.push(performance.now() - begun)
    await withClient(dataDir, (client) => checkRows(client, tally))
  } finally {
    next.kill(random() < 0.7 ? 'SIGKILL' : 'SIGTERM')
    await next.ended
  }
}

/** Commits row after row, counting the acknowledged ones, until the server is gone. True when it was ready before. */
async function writeUntilKilled(victim: DocketProcess, dataDir: string, tally: Tally): Promise<boolean> {
  const ended = { yet: false }
  void victim.ended.then(() => {
    ended.yet = true
  })
  try {
    await victim.ready()
  } catch {
    return false
  }
  // The database outlives its server for a moment; what it acknowledges then is as committed as anything else.
  const writing = withClient(dataDir, async (client) => {
    await client.query('create table if not exists kill_probe (id bigint generated always as identity)')
    while (!ended.yet) {
      await client.query('insert into kill_probe default values')
      tally.rows += 1
      await sleep(5)
    }
  })
  await writing.catch((error: unknown) => {
    if (!ended.yet) throw error
  })
  return true
}

async function checkRows(client: Client, tally: Tally): Promise<void> {
  if (tally.rows === 0) return
  const { rows } = await client.query<{ count: string }>('select count(*) from kill_probe')
  const found = Number(rows[0]?.count)
  // A row may be committed without the answer having reached us; a row we were told of may not be missing.
  if (found < tally.rows) throw new Error(`${tally.rows} rows were committed, ${found} are there`)
  tally.rows = found
}

async function endNormally(dataDir: string, tally: Tally): Promise<void> {
  const server = startDocket({ dataDir })
  await server.ready(readyWithinMs)
  await withClient(dataDir, async (client) => {
    await checkRows(client, tally)
    const { rows } = await client.query<{ fsync: string }>('show fsync')
    if (rows[0]?.fsync !== 'on') throw new Error('fsync is off')
  })
  const begun = performance.now()
  server.kill('SIGTERM')
  const { code, signal } = await server.ended
  const stoppedMs = performance.now() - begun
  if (code !== 0) throw new Error(`it ended with ${code ?? signal}:\n${server.output()}`)
  if (stoppedMs > stopsWithinMs) throw new Error(`it took ${Math.round(stoppedMs)} ms to stop`)
  await until(
    () => processesNaming(dataDir).length === 0,
    100,
    () => `left: ${processesNaming(dataDir)}`,
  )
}

async function withClient(dataDir: string, use: (client: Client) => Promise<void>): Promise<void> {
  const client = new Client({ connectionString: (await joinRunning(dataDir)) ?? '' })
  client.on('error', () => undefined)
  await client.connect()
  await use(client).finally(() => client.end())
}

async function judge(tally: Tally, name: string, run: () => Promise<void>): Promise<void> {
  try {
    await run()
    tally.passed += 1
  } catch (error) {
    tally.failed += 1
    console.log(`${name} failed: ${error instanceof Error ? error.message : error}`)
  }
}

function report({ rows, readyMs, killedBeforeReady }: Tally): void {
  const sorted = readyMs.toSorted((a, b) => a - b)
  const at = (share: number) => Math.round(sorted[Math.floor((sorted.length - 1) * share)] ?? 0)
  console.log(`${killedBeforeReady} kills came before the server was ready`)
  console.log(`${rows} rows committed and found`)
  console.log(`ready after a kill: median ${at(0.5)} ms, slowest ${at(1)} ms`)
}

function readArguments() {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '100' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
      'within-ms': { type: 'string', default: '5000' },
      fresh: { type: 'boolean', default: false },
    },
  })
  const { fresh, rounds, seed, 'within-ms': withinMs } = values
  return { fresh, rounds: Number(rounds), seed: Number(seed), withinMs: Number(withinMs) }
}

function makeDataDir(): string {
  return mkdtempSync(join(tmpdir(), 'docket-kill-'))
}

await killServer()
