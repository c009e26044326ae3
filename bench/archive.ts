import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { archiveOrders } from '../server/features/archive/archive-orders.ts'
import { archivedEvents } from '../server/features/orders/archived/archived-events.ts'
import { restoreOrder } from '../server/features/orders/archived/restore-order.ts'
import { showOrder } from '../server/features/orders/reading/show-order.ts'
import { readConfig } from '../server/platform/config.ts'
import { createLog } from '../server/platform/log.ts'
import { withOwnDatabase } from '../test/kill/imports/own-database.ts'
import { fillOrders, listOrders } from './archive/fill-orders-queries.ts'

/** Measures archiving beside reading the same orders from the database, in one run. */
async function benchArchive(): Promise<void> {
  const { values } = parseArgs({ options: { orders: { type: 'string', default: '100000' } } })
  const count = Number(values.orders)
  const dataDir = mkdtempSync(join(tmpdir(), 'docket-bench-archive-'))
  const config = { ...readConfig({}), dataDir }
  const context = {
    config,
    log: createLog({ ...config, logLevel: 'silent' }),
    clock: { now: () => new Date('2024-06-15T12:00:00Z') },
    stopping: new AbortController().signal,
    principal: { kind: 'command', name: 'bench', role: 'admin' } as const,
  }
  try {
    await withOwnDatabase(dataDir, async (db) => {
      await fillOrders(db, count)
      const run = { ...context, db }
      const some = await listOrders(db, 300)
      const live = await timeEach(some, ({ publicId }) => showOrder(run, publicId))
      const begun = performance.now()
      let peak = 0
      const watch = setInterval(() => {
        peak = Math.max(peak, process.memoryUsage().rss)
      }, 100)
      const { archives } = await archiveOrders(run, { before: '2024-05' })
      clearInterval(watch)
      const seconds = (performance.now() - begun) / 1_000
      const bytes = archives.reduce((sum, archive) => sum + archive.bytes, 0)
      console.log(
        `archived ${count} orders in ${seconds.toFixed(1)} s: ${Math.round(count / seconds)} a second`,
      )
      console.log(
        `${archives.length} archives, ${Math.round(bytes / count)} bytes an order, ${Math.round(peak / 1e6)} MB of memory at most`,
      )
      const archived = await timeEach(some, ({ publicId }) => showOrder(run, publicId))
      console.log(`one order from the database: ${describe(live)}; from its archive: ${describe(archived)}`)
      const scanned = await time(async () => {
        for await (const _ of archivedEvents(run));
      })
      console.log(`the events of all archived orders: ${Math.round(scanned)} ms`)
      console.log(
        `bringing an order back: ${describe(await timeEach(some.slice(0, 50), ({ key }) => restoreOrder(run, key)))}`,
      )
    })
  } finally {
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 })
  }
}

async function timeEach<T>(some: readonly T[], work: (one: T) => Promise<unknown>): Promise<number[]> {
  const times: number[] = []
  for (const one of some) times.push(await time(() => work(one)))
  return times.sort((a, b) => a - b)
}

async function time(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now()
  await work()
  return performance.now() - begun
}

function describe(times: readonly number[]): string {
  const at = (share: number) => (times[Math.floor((times.length - 1) * share)] ?? 0).toFixed(1)
  return `${at(0.5)} ms (median), ${at(0.99)} ms (p99)`
}

await benchArchive()
