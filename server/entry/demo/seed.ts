import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BatchAnswer } from '#contract/orders.ts'
import { Me } from '#contract/sign-in.ts'
import { UserList } from '#contract/users.ts'
import { type DemoFiles, makeFiles } from '../../features/demo/demo-files.ts'
import { type DemoPlan, makeOrders } from '../../features/demo/demo-orders.ts'
import { askServer, persist } from '../import/call-server.ts'
import type { ServerAccess } from '../import/find-server.ts'
import { carryOut } from '../import/import.ts'
import { createProgressBar, type ProgressBar } from '../progress-bar.ts'
import { printJson, printLines, sayOnStderr } from '../with-call.ts'
import { redeemSome } from './redeem-some.ts'
import { type DemoAccess, type DemoTarget, withServerAccess } from './with-server-access.ts'

/** The options of `docket seed`, as the command line reads them. */
export interface SeedOptions extends DemoTarget {
  orders: number
  days: number
  tickets: number
  payments: number
  seed: number
  /** Now unless said. */
  until?: Date
  json: boolean
}

/** How many of each there are now that were not there before. */
interface Seeded {
  seed: number
  until: string
  orders: { created: number; repeated: number; changed: number; refused: number }
  jobs: string[]
  redeemed: number
  elapsedMs: number
}

/**
 * Runs `docket seed`: fills a server with made-up orders, tickets and payments, through its API. The same seed and the
 * same `--until` make the same data, so orders that are there already are not stored again.
 * @throws PlainError with one line
 */
export async function seed(options: SeedOptions): Promise<void> {
  const startedAt = performance.now()
  const untilMs = options.until?.getTime() ?? Date.now()
  const bar = await createProgressBar()
  const seeded = await withServerAccess('docket seed', options, async (access) => {
    const { server } = access
    const orders = await sendOrders(server, { ...options, untilMs }, bar)
    const files = makeFiles({ ...options, untilMs })
    const jobs = await sendFiles(access, files, options, bar)
    const sold = jobs.length > 0 ? files.sold : []
    const redeemed = await redeemSome(server, { sold, seed: options.seed }, bar)
    return { orders, jobs, redeemed }
  }).finally(() => bar.stop())
  const until = new Date(untilMs).toISOString()
  const elapsedMs = Math.round(performance.now() - startedAt)
  print({ seed: options.seed, until, ...seeded, elapsedMs }, options)
}

/** So many orders go in one request. */
const batchSize = 1_000

async function sendOrders(server: ServerAccess, plan: DemoPlan, bar: ProgressBar): Promise<Seeded['orders']> {
  const sum = { created: 0, repeated: 0, changed: 0, refused: 0 }
  let sent = 0
  let lines: string[] = []
  bar.stage('orders')
  const flush = async () => {
    const body = `${lines.join('\n')}\n`
    const headers = { 'content-type': 'application/x-ndjson' }
    const answer = await patiently(() =>
      askServer(server, BatchAnswer, '/api/orders/batch', { method: 'POST', headers, body }),
    )
    sum.created += answer.created
    sum.repeated += answer.repeated
    sum.changed += answer.changed
    sum.refused += answer.refused
    sent += lines.length
    lines = []
    bar.update(sent, plan.orders)
  }
  for (const order of makeOrders(plan)) {
    lines.push(JSON.stringify(order))
    if (lines.length === batchSize) await flush()
  }
  if (lines.length > 0) await flush()
  bar.stop()
  return sum
}

/** Imports the files through jobs. Each is one of its own, however often the same seed is used. */
async function sendFiles(
  { server, userId }: DemoAccess,
  files: DemoFiles,
  { tickets, payments }: SeedOptions,
  bar: ProgressBar,
): Promise<string[]> {
  if (tickets + payments === 0) return []
  const user = userId ?? (await findOwner(server))
  if (user === undefined) {
    sayOnStderr('there is no user yet whose jobs the files could become: they are left out')
    return []
  }
  const folder = await mkdtemp(join(tmpdir(), 'docket-seed-'))
  try {
    const path = (name: string) => join(folder, name)
    for (const name of ['orders', 'barcodes', 'transactions'] as const)
      await writeFile(path(`${name}.csv`), files[name])
    const run = { server, bar, say: () => bar.stop(), goOn: () => undefined }
    const jobs: string[] = []
    if (tickets > 0) {
      const paths = [path('orders.csv'), path('barcodes.csv')]
      jobs.push((await carryOut({ ...run, options: { kind: 'tickets', paths, user, follow: true } })).id)
    }
    if (payments > 0) {
      const paths = [path('transactions.csv')]
      jobs.push((await carryOut({ ...run, options: { kind: 'transactions', paths, user, follow: true } })).id)
    }
    return jobs
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** Whoever the key belongs to; where it is nobody's, the first user there is. */
async function findOwner(server: ServerAccess): Promise<string | undefined> {
  const me = await askServer(server, Me, '/api/me')
  if (me.user !== null) return me.user.id
  const { items } = await askServer(server, UserList, '/api/users?limit=1')
  return items[0]?.id
}

function patiently<T>(work: () => Promise<T>): Promise<T> {
  return persist(work, (reason) => sayOnStderr(`${reason}; trying again`))
}

function print({ orders, jobs, redeemed, elapsedMs, ...plan }: Seeded, { json }: SeedOptions): void {
  if (json) printJson({ ...plan, orders, jobs, redeemed, elapsedMs })
  else
    printLines([
      `${orders.created} orders stored, ${orders.repeated} were there, ${orders.refused} refused`,
      `${jobs.length} files imported, ${redeemed} tickets redeemed`,
      `the same again: docket seed --seed ${plan.seed} --until ${plan.until}`,
    ])
}
