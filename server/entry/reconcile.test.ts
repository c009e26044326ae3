import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import { openTestDatabase } from '../../test/support/database.ts'
import { makeMonths, storeCustomer, storeOrder } from '../../test/support/order-events.ts'
import { foldAll } from '../features/analytics/fold/fold-all.ts'
import { reconcileTotals } from '../features/reconcile/reconcile-totals-queries.ts'

const { db, url } = await openTestDatabase()

before(async () => {
  await makeMonths(db, '2026-01-01')
  const customer = await storeCustomer(db)
  await db.transaction().execute((tx) => storeOrder(tx, customer, [[10, '2026-01-05T10:00:00Z']]))
  await foldAll(db)
})

test('numbers that are right are said to be, with 0', async () => {
  assert.deepEqual(await docket('reconcile'), {
    code: 0,
    stdout: 'the numbers are right: compared with 1 orders and 1 events\n',
    stderr: '',
  })
  assert.deepEqual(await readMetric(), [{ labels: {}, value: 0 }])
})

test('what differs is printed, with 1, and mended when asked to, with 0', async () => {
  await sql`update totals set value = 7 where name = 'orders'`.execute(db)
  const { code, stdout } = await docket('reconcile')
  assert.equal(code, 1)
  assert.equal(
    stdout,
    `totals {"key":0,"name":"orders"}: stored {"value":7}, recomputed {"value":1}
1 differ, 0 of them mended; compared with 1 orders and 1 events
`,
  )
  assert.deepEqual(await readMetric(), [{ labels: {}, value: 1 }])
  const repaired = await docket('reconcile', '--repair', '--json')
  const { elapsedMs, ...found } = JSON.parse(repaired.stdout)
  assert.equal(repaired.code, 0)
  assert.ok(elapsedMs > 0)
  assert.deepEqual(found, {
    isEqual: true,
    orders: 1,
    events: 1,
    counts: { totals: 1 },
    first: [
      {
        table: 'totals',
        key: { name: 'orders', key: 0 },
        stored: { value: 7 },
        recomputed: { value: 1 },
      },
    ],
    differences: 1,
    mended: 1,
  })
  assert.deepEqual(await readMetric(), [{ labels: {}, value: 0 }])
  assert.equal((await docket('reconcile', '--json')).code, 0)
})

test('wrong usage is 2, in one line', async () => {
  const { code, stdout, stderr } = await docket('reconcile', '--mend')
  assert.deepEqual([code, stdout], [2, ''])
  assert.match(stderr, /^docket: unknown option '--mend'/)
})

function docket(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const file = fileURLToPath(new URL('../../bin/docket', import.meta.url))
  const env = { PATH: process.env['PATH'], DATABASE_URL: url, DOCKET_DATA_DIR: '/nonexistent/docket' }
  return new Promise((resolve) => {
    execFile(file, args, { env, timeout: 60_000 }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr })
    })
  })
}

function readMetric() {
  return Promise.all(reconcileTotals(db).map(({ read }) => read())).then((read) => read.flat())
}
