import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { sql } from 'kysely'
import { keepOrder, publicIdOf, startArchiveDocket } from '../../../test/support/archive-docket.ts'
import { storeCustomer } from '../../../test/support/order-events.ts'
import { readCustomerKey } from '../../../test/support/read-customer-key.ts'
import { assertReconciled } from '../../../test/support/reconcile.ts'
import { showOrder } from '../orders/reading/show-order.ts'
import { changeStatus } from '../orders/status/change-status.ts'
import { listHistory } from '../orders/status/list-history.ts'
import { archiveNightly } from './archive-nightly.ts'
import { archiveOrders } from './archive-orders.ts'
import { requireKeys } from './customer-keys.ts'
import { eraseCustomer } from './erase-customer.ts'

const { call, db, folder } = await startArchiveDocket('2024-06-15T12:00:00Z')
const document = { customer: { name: 'Ada Lovelace' }, items: [{ name: 'Soup', quantity: 1, plu: 'S-1' }] }

interface Kept {
  key: number
  id: string
}

async function keep(customerKey: number, day: string): Promise<Kept> {
  const key = await keepOrder(db, {
    customerKey,
    events: [
      [10, `${day}T10:00:00Z`],
      [90, `${day}T11:00:00Z`],
    ],
    document,
  })
  return { key, id: await publicIdOf(db, 'orders', key) }
}

async function erase(customerKey: number): Promise<void> {
  await eraseCustomer(call, await publicIdOf(db, 'customers', customerKey))
}

async function assertBare({ id }: Kept): Promise<void> {
  const { customer, items } = await showOrder(call, id)
  assert.deepEqual([customer.name, items], [undefined, [{ name: 'Soup', quantity: 1, plu: 'S-1' }]])
  for (const { source, reason } of (await listHistory(call, id, { limit: 200 })).items)
    assert.deepEqual([source, reason], [null, null])
}

async function isArchived({ key }: Kept): Promise<boolean> {
  const { rows } = await sql`select from orders where id = ${key} and archive_id is not null`.execute(db)
  return rows.length > 0
}

test('orders of an erased customer are archived after those that were sealed, and all are read', async () => {
  const customerKey = await storeCustomer(db)
  const [first, second] = [await keep(customerKey, '2023-02-01'), await keep(customerKey, '2023-05-01')]
  await archiveOrders(call, { before: '2023-03' })
  await erase(customerKey)
  await archiveOrders(call, { before: '2023-06' })
  assert.deepEqual(await Promise.all([first, second].map(isArchived)), [true, true])
  assert.equal(await readCustomerKey(db, customerKey), undefined)
  for (const one of [first, second]) await assertBare(one)
  for (const { id } of [first, second])
    await changeStatus(call, id, { status: 50, reason: 'She called', force: true })
  for (const one of [first, second]) await assertBare(one)
  await assertReconciled(db, call.config)
})

test('one of them that a late event brings back is archived again, and the others are read', async () => {
  const customerKey = await storeCustomer(db)
  const [late, other] = [await keep(customerKey, '2023-08-01'), await keep(customerKey, '2023-08-02')]
  await archiveOrders(call, { before: '2023-09' })
  await erase(customerKey)
  await changeStatus(call, late.id, { status: 50, timestamp: '2023-08-01T10:30:00Z', source: 'till of Ada' })
  assert.equal(await isArchived(late), false)
  await assertBare(late)
  await archiveOrders(call, { before: '2023-09' })
  assert.equal(await isArchived(late), true)
  for (const one of [late, other]) await assertBare(one)
  for (const name of readdirSync(folder))
    for (const secret of ['Ada', 'as reported'])
      assert.equal(readFileSync(join(folder, name)).includes(secret), false, name)
  await assertReconciled(db, call.config)
})

test('each night archives them likewise', async () => {
  const customerKey = await storeCustomer(db)
  const first = await keep(customerKey, '2023-10-01')
  await archiveOrders(call, { before: '2023-11' })
  const second = await keep(customerKey, '2023-12-01')
  await erase(customerKey)
  const config = { ...call.config, archiveAfterMonths: 1 }
  const run = archiveNightly({ ...call, config }).handlers['archive-orders']
  await run?.('night', { signal: new AbortController().signal, beat: () => undefined })
  assert.equal(await isArchived(second), true)
  for (const one of [first, second]) await assertBare(one)
})

test('a customer who is being erased gets no key, however long whoever archives waits', async () => {
  const customerKey = await storeCustomer(db)
  const asked = await db.transaction().execute(async (tx) => {
    await sql`update customers set erased_at = now() where id = ${customerKey}`.execute(tx)
    await sql`select from customers where id = ${customerKey} for update`.execute(tx)
    const keys = requireKeys(db, [customerKey])
    await untilSomebodyWaits()
    return { keys }
  })
  assert.deepEqual([...(await asked.keys)], [[customerKey, undefined]])
  assert.equal(await readCustomerKey(db, customerKey), undefined)
})

test('erasing beside archiving and late events leaves nothing in clear, and all orders can be read', async () => {
  const customers = await Promise.all(Array.from({ length: 6 }, () => storeCustomer(db)))
  const orders: Kept[] = []
  for (const customerKey of customers)
    for (const day of ['2024-01-05', '2024-02-05', '2024-02-06']) orders.push(await keep(customerKey, day))
  await archiveOrders(call, { before: '2024-02' })
  await Promise.all([
    archiveOrders(call, { before: '2024-03' }),
    ...customers.map(erase),
    ...orders.map(({ id }) => changeStatus(call, id, { status: 50, reason: 'Ada said so', force: true })),
  ])
  await Promise.all(orders.map(assertBare))
  await archiveOrders(call, { before: '2024-03' })
  await Promise.all(orders.map(assertBare))
  const { rows } = await sql`select from order_documents where document::text like '%Ada%'`.execute(db)
  assert.equal(rows.length, 0)
  await assertReconciled(db, call.config)
})

async function untilSomebodyWaits(): Promise<void> {
  for (let attempt = 1; attempt <= 1_000; attempt += 1) {
    const { rows } = await sql`
      select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(
      db,
    )
    if (rows.length > 0) return
  }
  throw new Error('nobody waits')
}
