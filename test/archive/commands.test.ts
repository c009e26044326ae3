import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { test } from 'node:test'
import { archiveOrders } from '../../server/features/archive/archive-orders.ts'
import { withArchiveLock } from '../../server/features/archive/with-archive-lock.ts'
import { launcher } from '../lifecycle/docket-process.ts'
import { keepOrder, publicIdOf, startArchiveDocket } from '../support/archive-docket.ts'
import { storeCustomer } from '../support/order-events.ts'

const { call, db, url } = await startArchiveDocket('2024-06-15T12:00:00Z')
const customerKey = await storeCustomer(db)
const customer = await publicIdOf(db, 'customers', customerKey)
await keepOrder(db, {
  customerKey,
  events: [
    [10, '2024-03-01T10:00:00Z'],
    [90, '2024-03-01T11:00:00Z'],
  ],
  document: { customer: { name: 'Ada' }, items: [] },
})

function docket(args: readonly string[], dataDir = call.config.dataDir) {
  const env = { PATH: process.env['PATH'], DATABASE_URL: url, DOCKET_DATA_DIR: dataDir }
  return new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    execFile(launcher, [...args], { env, timeout: 60_000 }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr })
    })
  })
}

test('docket archive prints what was moved, and nothing twice', async () => {
  const { code, stdout } = await docket(['archive', '--before', '2024-04', '--json'])
  assert.equal(code, 0)
  const { before, archives, monthsDropped } = JSON.parse(stdout)
  assert.deepEqual([before, archives.length, monthsDropped], ['2024-04', 1, ['2024-03']])
  assert.deepEqual(await docket(['archive', '--before', '2024-04']), {
    code: 0,
    stdout: 'nothing to archive from before 2024-04\n',
    stderr: '',
  })
})

test('docket archive says what is wrong in one line', async () => {
  const wrong = [
    ['--before', '2024-13'],
    ['--before', '2999-01'],
    ['--months-kept', '-1'],
    ['--months-kept', '3', '--before', '2024-04'],
  ]
  for (const args of wrong) assert.equal((await docket(['archive', ...args])).code, 2, args.join(' '))
  await withArchiveLock(db, async () => {
    const { code, stderr } = await docket(['archive', '--before', '2024-04'])
    assert.deepEqual([code, stderr], [1, 'docket: Somebody is archiving already: wait until that is done.\n'])
  })
})

test('archiving with another data directory than that of the archives is refused', async () => {
  const { code, stderr } = await docket(['archive', '--before', '2024-04'], '/nonexistent/docket')
  assert.equal(code, 1)
  assert.match(stderr, /^docket: The archive file \S+ is not in \/nonexistent\/docket\/archives: [^\n]+\n$/)
  await archiveOrders(call, { before: '2024-04' })
})

test('docket erase-customer wants to be told twice', async () => {
  const asked = await docket(['erase-customer', customer])
  assert.deepEqual([asked.code, asked.stdout], [2, ''])
  assert.match(asked.stderr, /cannot be undone: add --yes/)
  assert.equal((await docket(['erase-customer', 'nobody', '--yes'])).code, 1)
  const erased = await docket(['erase-customer', customer, '--yes', '--json'])
  assert.equal(erased.code, 0)
  assert.notEqual(JSON.parse(erased.stdout).customer.erasedAt, null)
})
