import assert from 'node:assert/strict'
import { EventEmitter, once } from 'node:events'
import { test } from 'node:test'
import { sql } from 'kysely'
import { openTestDatabase } from '../../../../test/support/database.ts'
import { makeMonths, storeCustomer, storeOrder } from '../../../../test/support/order-events.ts'
import { readConfig } from '../../../platform/config.ts'
import { openDatabase } from '../../../platform/database/database.ts'
import { createHints } from '../../../platform/live/hints.ts'
import { createLog } from '../../../platform/log.ts'
import { analyticsTotals } from '../analytics-totals-queries.ts'
import { recordDeltas } from '../deltas/record-deltas.ts'
import { becomeFolder, readFoldLag } from './deltas-queries.ts'
import { startFolder } from './start-folder.ts'

const { db, url, closeFirst } = await openTestDatabase()
await makeMonths(db, '2026-01-01')
const log = createLog(readConfig({ LOG_LEVEL: 'silent' }))
const waitMs = 20_000

test('a folder counts what comes, says so, and stops', async () => {
  const { folder, folded } = start(db)
  const told = folded()
  await storeOne()
  await told
  assert.deepEqual(await readTotals(), {
    docket_orders_total: 1,
    docket_order_events_total: 1,
    docket_fold_lag_seconds: 0,
  })
  await folder.stop()
  await storeOne()
  assert.equal((await readTotals()).docket_orders_total, 1)
  const { folded: foldedAgain, folder: next } = start(db)
  await foldedAgain()
  await next.stop()
  assert.equal((await readTotals()).docket_orders_total, 2)
})

test('a folder goes on after its connections were lost', async () => {
  const fragileUrl = new URL(url)
  fragileUrl.searchParams.set('application_name', 'fragile')
  const fragile = openDatabase({ url: fragileUrl.href, poolSize: 2, onError: () => undefined })
  closeFirst(() => fragile.destroy())
  const { folder, folded } = start(fragile)
  const first = folded()
  await storeOne()
  await first
  const { rows } = await sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and application_name = 'fragile'`.execute(db)
  assert.ok(rows.length > 0)
  const second = folded()
  await storeOne()
  await second
  await folder.stop()
})

test('the lag is the age of the oldest change that is not counted', async () => {
  await db.transaction().execute((tx) => recordDeltas(tx, [{ kind: 'total', name: 'events', change: 1 }]))
  await sql`update summary_deltas set created_at = now() - interval '1 hour'`.execute(db)
  const lag = await readFoldLag(db)
  assert.ok(lag >= 3_600 && lag < 3_700, `${lag}`)
})

test('a folder stops in time when another one holds the deltas', async () => {
  await db.transaction().execute(async (tx) => {
    await becomeFolder(tx, 'wait')
    const { folder } = start(db)
    await folder.stop()
  })
})

function start(database: typeof db) {
  const told = new EventEmitter()
  const hints = createHints(database, log)
  closeFirst(() => hints.stop())
  const folder = startFolder({ db: database, log, hints }, { onFolded: () => told.emit('folded') })
  return { folder, folded: () => once(told, 'folded', { signal: AbortSignal.timeout(waitMs) }) }
}

async function storeOne(): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await storeOrder(tx, await storeCustomer(tx), [[10, '2026-01-05T10:00:00Z']])
  })
}

async function readTotals(): Promise<Record<string, number | undefined>> {
  const read = analyticsTotals(db).map(async ({ name, read }) => [name, (await read())[0]?.value])
  return Object.fromEntries(await Promise.all(read))
}
