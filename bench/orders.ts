import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs, promisify } from 'node:util'
import { startDocket } from '../test/lifecycle/docket-process.ts'
import { startDatabaseServer } from '../test/support/database-server.ts'
import { runPgbench } from './orders/run-pgbench.ts'
import type { Sent } from './orders/send-orders.ts'

const key = 'only-for-the-bench-of-orders'
const run = promisify(execFile)

/** One way of storing orders, over so many connections. */
interface Contender {
  name: string
  connections: number
  measure: () => Promise<Sent>
}

/** Measures the intake of orders over HTTP beside pgbench, which stores the same rows in the same database. */
async function bench(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      seconds: { type: 'string', default: '8' },
      runs: { type: 'string', default: '3' },
      connections: { type: 'string', default: '16,32,64' },
    },
  })
  const seconds = Number(values.seconds)
  const dataDir = mkdtempSync(join(tmpdir(), 'docket-bench-'))
  const database = await startDatabaseServer()
  const docket = startDocket({ dataDir, env: { DOCKET_ADMIN_API_KEY: key, DATABASE_URL: database.url } })
  try {
    const url = await docket.ready()
    const contenders = listContenders({
      url,
      database: database.url,
      seconds,
      connections: values.connections.split(',').map(Number),
    })
    // The first requests load code and fill caches, which later ones find.
    await sendOrders(url, { connections: 64, seconds: 3, batch: 1 })
    const samples = new Map(contenders.map((contender) => [contender, [] as Sent[]]))
    for (let round = 1; round <= Number(values.runs); round++)
      for (const contender of contenders) samples.get(contender)?.push(await contender.measure())
    report(samples)
  } finally {
    docket.kill('SIGTERM')
    await docket.ended
    await database.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

interface Plan {
  url: string
  database: string
  seconds: number
  connections: readonly number[]
}

function listContenders({ url, database, seconds, connections }: Plan): Contender[] {
  const single = connections.flatMap((connections): Contender[] => [
    { name: 'pgbench', connections, measure: async () => runPgbench(database, { connections, seconds }) },
    { name: 'docket', connections, measure: () => sendOrders(url, { connections, seconds, batch: 1 }) },
  ])
  const batch = { connections: 4, seconds, batch: 500 }
  return [
    ...single,
    { name: 'docket, batches of 500', connections: 4, measure: () => sendOrders(url, batch) },
  ]
}

async function sendOrders(
  url: string,
  { connections, seconds, batch }: { connections: number; seconds: number; batch: number },
): Promise<Sent> {
  const script = join(import.meta.dirname, 'orders', 'send-orders.ts')
  const options = [
    '--url',
    url,
    '--key',
    key,
    '--connections',
    String(connections),
    '--seconds',
    String(seconds),
  ]
  const { stdout } = await run(process.execPath, [script, ...options, '--batch', String(batch)])
  return JSON.parse(stdout)
}

/** Prints the medians; a ratio is that of the rate to pgbench's over as many connections, for batches over the most. */
function report(samples: ReadonlyMap<Contender, readonly Sent[]>): void {
  const lines = [...samples].map(([{ name, connections }, sent]) => ({
    name,
    connections,
    rate: median(sent.map(({ orders, seconds }) => orders / seconds)),
    p50Ms: median(sent.map(({ p50Ms }) => p50Ms)),
    p99Ms: median(sent.map(({ p99Ms }) => p99Ms)),
  }))
  console.log('contender               connections  orders/s  p50 ms  p99 ms  ×pgbench')
  for (const line of lines) {
    const peers = lines.filter(({ name }) => name === 'pgbench')
    const peer = peers.find(({ connections }) => connections === line.connections) ?? peers.at(-1)
    console.log(
      [
        line.name.padEnd(22),
        String(line.connections).padStart(12),
        line.rate.toFixed(0).padStart(8),
        line.p50Ms.toFixed(1).padStart(6),
        line.p99Ms.toFixed(1).padStart(6),
        (line.rate / (peer?.rate ?? Number.NaN)).toFixed(2).padStart(8),
      ].join('  '),
    )
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

await bench(process.argv.slice(2))
