import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { readSummaries } from '../../../test/orders/docket.ts'
import { keepOrder, publicIdOf, startArchiveDocket } from '../../../test/support/archive-docket.ts'
import { storeCustomer, type TestEvent } from '../../../test/support/order-events.ts'
import { readCustomerKey } from '../../../test/support/read-customer-key.ts'
import { restoreOrder } from '../orders/archived/restore-order.ts'
import { showOrder } from '../orders/reading/show-order.ts'
import { changeStatus } from '../orders/status/change-status.ts'
import { reconcile } from '../reconcile/reconcile.ts'
import { archiveOrders } from './archive-orders.ts'
import { beginArchive, listUnfinished, setState } from './archive-state-queries.ts'
import { eraseCustomer } from './erase-customer.ts'
import { finishArchive } from './finish-archive.ts'
import { readGroups } from './read-groups.ts'
import { writeArchive } from './write-archive.ts'

const { call, db } = await startArchiveDocket('2024-06-15T12:00:00Z')
const run = { ...call, archives: [] }

const document = { customer: { name: 'Ada' }, items: [{ name: 'Soup', quantity: 1 }] }

function ended(day: string): [TestEvent, ...TestEvent[]] {
  return [
    [10, `${day}T10:00:00Z`],
    [20, `${day}T10:20:00Z`],
    [90, `${day}T11:00:00Z`],
  ]
}

async function keep(day: string): Promise<{ key: number; id: string; customerKey: number }> {
  const customerKey = await storeCustomer(db)
  const key = await keepOrder(db, { customerKey, events: ended(day), document })
  return { key, id: await publicIdOf(db, 'orders', key), customerKey }
}

/** Writes an archive of the month, and nothing more. */
async function write(month: string): Promise<number> {
  const groups = readGroups(run, month)
  const first = await groups.next()
  assert.ok(first.done !== true)
  return (await writeArchive(run, month, first.value, groups)).id
}

async function archiveOf(key: number): Promise<number | null | undefined> {
  const { rows } = await sql<{ id: number | null }>`
    select archive_id as id from orders where id = ${key}`.execute(db)
  return rows[0]?.id
}

async function assertRight(): Promise<void> {
  await readSummaries(db)
  const { differences, first } = await reconcile(call)
  assert.equal(differences, 0, JSON.stringify(first))
}

test('an order that changes between the files and the move stays as it is', async () => {
  const [changed, same] = [await keep('2024-01-10'), await keep('2024-01-11')]
  const archiveId = await write('2024-01')
  await changeStatus(call, changed.id, { status: 50, timestamp: '2024-01-10T10:30:00Z' })
  await finishArchive(run, archiveId)
  assert.deepEqual([await archiveOf(changed.key), await archiveOf(same.key)], [null, archiveId])
  assert.equal((await showOrder(call, changed.id)).statusHistory.length, 4)
  await assertRight()
  await archiveOrders(call, { before: '2024-02' })
  assert.notEqual(await archiveOf(changed.key), null)
  await assertRight()
})

test('when all orders of the files change before the move, the run goes on without them', async () => {
  const { key, id } = await keep('2023-09-10')
  const archiveId = await write('2023-09')
  await changeStatus(call, id, { status: 50, reason: 'not yet', force: true })
  await finishArchive(run, archiveId)
  assert.equal(await archiveOf(key), null)
  await assertRight()
})

test('a customer who is erased between the files and the move is nowhere in clear', async () => {
  const { key, id, customerKey } = await keep('2024-02-10')
  const archiveId = await write('2024-02')
  assert.notEqual(await readCustomerKey(db, customerKey), undefined)
  await eraseCustomer(call, await publicIdOf(db, 'customers', customerKey))
  assert.equal(await readCustomerKey(db, customerKey), undefined)
  await finishArchive(run, archiveId)
  assert.equal(await archiveOf(key), null)
  await archiveOrders(call, { before: '2024-03' })
  assert.notEqual(await archiveOf(key), null)
  const order = await showOrder(call, id)
  assert.deepEqual(order.items, [{ name: 'Soup', quantity: 1 }])
  assert.equal(order.customer.name, undefined)
})

test('whoever was believed to be dead cannot say that its files count', async () => {
  const { key } = await keep('2024-03-10')
  const groups = readGroups(run, '2024-03')
  const first = await groups.next()
  assert.ok(first.done !== true)
  // Another process begins the same archive anew while the files of this one are being written.
  const slow = async function* () {
    await beginArchive(db, '2024-03')
    yield* []
  }
  await assert.rejects(writeArchive(run, '2024-03', first.value, slow()), /begun anew/)
  assert.deepEqual(
    (await listUnfinished(db)).map(({ month, state, sequence }) => ({ month, state, sequence })),
    [{ month: '2024-03', state: 'writing', sequence: 2 }],
  )
  await archiveOrders(call, { before: '2024-04' })
  assert.notEqual(await archiveOf(key), null)
  assert.deepEqual(await listUnfinished(db), [])
})

test('an archive that was left at any state is brought to its end by the next run', async () => {
  for (const state of ['written', 'verified'] as const) {
    const { key } = await keep('2024-04-10')
    const archiveId = await write('2024-04')
    await setState(db, archiveId, state)
    await archiveOrders(call, { before: '2024-05' })
    assert.equal(await archiveOf(key), archiveId, state)
  }
  await assertRight()
})

test('orders of one archive that are brought back at once leave what counts behind', async () => {
  const orders = []
  for (let index = 0; index < 6; index += 1) orders.push(await keep('2024-05-10'))
  await archiveOrders(call, { before: '2024-06' })
  const archiveId = await archiveOf(orders[0]?.key ?? 0)
  await Promise.all(orders.slice(1).map(({ key }) => restoreOrder(call, key)))
  await restoreOrder(call, orders[1]?.key ?? 0)
  assert.deepEqual(await Promise.all(orders.map(({ key }) => archiveOf(key))), [
    archiveId,
    null,
    null,
    null,
    null,
    null,
  ])
  const { rows } = await sql<{ stays: number }>`
    select count(*) as stays from archive_extremes where archive_id = ${archiveId}`.execute(db)
  assert.equal(rows[0]?.stays, 2)
  await restoreOrder(call, orders[0]?.key ?? 0)
  const { rows: none } = await sql`select from archive_extremes where archive_id = ${archiveId}`.execute(db)
  assert.equal(none.length, 0)
  await assertRight()
})

test('an empty month waits for the next run while the events are in use', async () => {
  const { key } = await keep('2023-11-10')
  await db.transaction().execute(async (reader) => {
    await sql`select count(*) from order_events`.execute(reader)
    const { monthsDropped } = await archiveOrders(call, { before: '2023-12' })
    assert.deepEqual(monthsDropped, [])
    assert.notEqual(await archiveOf(key), null)
  })
  assert.deepEqual((await archiveOrders(call, { before: '2023-12' })).monthsDropped, ['2023-11'])
})
