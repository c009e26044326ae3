import assert from 'node:assert/strict'
import { afterEach, before, test } from 'node:test'
import { sql } from 'kysely'
import { openTestDatabase } from '../../../../test/support/database.ts'
import { makeMonths, storeOrder } from '../../../../test/support/order-events.ts'
import { assertReconciled } from '../../../../test/support/reconcile.ts'
import { sell, startTicketApp } from '../../../../test/support/ticket-app.ts'
import { foldAll } from '../../analytics/fold/fold-all.ts'

const database = await openTestDatabase()
const { db } = database
const { list, send } = await startTicketApp(db)

before(async () => {
  await sell(
    database,
    ['1,10', '2,9', '10,9', '3,10', '4,100'],
    ['A,1', 'B,1', 'C,2', 'D,10', 'E,3', 'F,4', 'G,4', 'H,', 'I,4', 'J,10'],
  )
  await foldAll(db)
})
afterEach(() => assertReconciled(db))

test('the first customers are ranked by tickets or by orders, ties by id as a number', async () => {
  assert.deepEqual((await list('/api/customers/top')).items, [
    { customerId: '9', tickets: 3, orders: 2 },
    { customerId: '10', tickets: 3, orders: 2 },
    { customerId: '100', tickets: 3, orders: 1 },
  ])
  assert.deepEqual(await idsBy('orders', 2), ['9', '10'])
  assert.deepEqual(await idsBy('orders', 1), ['9'])
})

test('orders of the API count beside those of files, and by tickets nobody is listed who has none', async () => {
  await orderByApi('100', 2)
  await orderByApi('7', 4)
  await foldAll(db)
  assert.deepEqual((await list('/api/customers/top?by=orders')).items, [
    { customerId: '7', tickets: 0, orders: 4 },
    { customerId: '100', tickets: 3, orders: 3 },
    { customerId: '9', tickets: 3, orders: 2 },
    { customerId: '10', tickets: 3, orders: 2 },
  ])
  assert.deepEqual(await idsBy('tickets', 100), ['9', '10', '100'])
})

test('of many with as many orders the first by id are listed', async () => {
  for (const customer of ['30', '4', '200', '3', '20']) await orderByApi(customer, 4)
  await foldAll(db)
  assert.deepEqual(await idsBy('orders', 3), ['3', '4', '7'])
  assert.deepEqual(await idsBy('orders', 8), ['3', '4', '7', '20', '30', '200', '100', '9'])
})

test('as CSV they are the same', async () => {
  const { status, headers, text } = await send('/api/customers/top.csv?by=orders&limit=2')
  assert.deepEqual(
    [status, headers['content-disposition']],
    [200, 'attachment; filename="top-customers-by-orders.csv"'],
  )
  const { items } = await list('/api/customers/top?by=orders&limit=2')
  const lines = items.map(({ customerId, tickets, orders }) => [customerId, tickets, orders].join(','))
  assert.equal(text, ['customer_id,tickets,orders', ...lines, ''].join('\n'))
  assert.equal((await send('/api/customers/top.csv?limit=101')).status, 422)
})

test('a customer who got another id is listed under that one', async () => {
  await sql`update customers set external_id = '8' where public_id = '7'`.execute(db)
  assert.deepEqual(await idsBy('orders', 3), ['3', '4', '8'])
})

test('they are at most a hundred, by something that is counted', async () => {
  for (const query of ['limit=0', 'limit=101', 'limit=1.5', 'by=money', 'cursor=a'])
    assert.equal((await send(`/api/customers/top?${query}`)).status, 422, query)
})

async function idsBy(by: 'tickets' | 'orders', limit: number): Promise<unknown[]> {
  const { items } = await list(`/api/customers/top?by=${by}&limit=${limit}`)
  return items.map(({ customerId }) => customerId)
}

async function orderByApi(customer: string, count: number): Promise<void> {
  const { rows } = await sql<{ id: number }>`
    insert into customers (external_id) values (${customer})
    on conflict (public_id) do update set external_id = excluded.external_id returning id
  `.execute(db)
  const [{ id } = { id: 0 }] = rows
  await makeMonths(db, '2024-03-01')
  for (let n = 1; n <= count; n += 1)
    await db.transaction().execute((tx) => storeOrder(tx, id, [[10, `2024-03-0${n}T12:00:00Z`]]))
}
