import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { type Answer, problemOf, startTestApp, type TestApp } from '../../../../test/support/app.ts'
import { openTestDatabase } from '../../../../test/support/database.ts'
import { makeOrder, ordersOf } from '../../../../test/support/orders.ts'
import { assertReconciled } from '../../../../test/support/reconcile.ts'
import { openDatabase } from '../../../platform/database/database.ts'
import { addOrderRoutes } from '../order-routes.ts'

// Two processes on one database, as far as the database can tell.
const { db, url, closeFirst } = await openTestDatabase()
// Connections that a test cuts are lost by these two alone.
const [one, other] = await Promise.all([startProcess(), startProcess()])
const apps = [ordersOf(one), ordersOf(other)]

async function startProcess(): Promise<TestApp> {
  const own = openDatabase({ url, poolSize: 5, onError() {} })
  const app = await startTestApp({ features: [addOrderRoutes], db: own })
  closeFirst(() => own.destroy())
  closeFirst(() => app.app.close())
  return app
}

/** Sends orders at the same moment, to both in turn. */
function placeAtOnce(orders: readonly unknown[], keys: readonly string[] = []): Promise<Answer[]> {
  return Promise.all(
    orders.map((order, index) => {
      const key = keys[index]
      const { place } = apps[index % 2] ?? ordersOf(one)
      return place(order, key === undefined ? {} : { 'idempotency-key': key })
    }),
  )
}

function countStatuses(answers: readonly Answer[]): Record<string, number> {
  const groups = Map.groupBy(answers, ({ status }) => String(status))
  return Object.fromEntries([...groups].map(([status, same]) => [status, same.length]))
}

test('50 identical orders at once are one', async () => {
  const order = makeOrder({
    _id: 'same',
    customer: { phoneNumber: '+50' },
    account: 'a',
    channelOrderId: 'x',
  })
  const answers = await placeAtOnce(Array.from({ length: 50 }, () => order))
  assert.deepEqual(countStatuses(answers), { 200: 49, 201: 1 })
  assert.equal(new Set(answers.map(({ text }) => text)).size, 1)
})

test('of 50 orders with one id and other contents one is placed', async () => {
  const answers = await placeAtOnce(
    Array.from({ length: 50 }, (_, n) => makeOrder({ _id: 'contested', brandId: `${n}` })),
  )
  assert.deepEqual(countStatuses(answers), { 201: 1, 409: 49 })
})

test('of 50 orders of one channel order one is placed, and the others say which', async () => {
  const answers = await placeAtOnce(
    Array.from({ length: 50 }, (_, n) =>
      makeOrder({ _id: `near${n}`, account: 'shop', channelOrderId: 'N' }),
    ),
  )
  assert.deepEqual(countStatuses(answers), { 201: 1, 409: 49 })
  const placed = answers.find(({ status }) => status === 201)?.headers.location
  for (const answer of answers) assert.equal(answer.headers.location, placed)
  assert.deepEqual(
    new Set(answers.filter(({ status }) => status === 409).map((answer) => problemOf(answer)['code'])),
    new Set(['order-near-duplicate']),
  )
})

test('50 orders of one new customer at once are those of one customer', async () => {
  const customers = [
    { phoneNumber: '+77', name: 'Pia' },
    { phoneNumber: '+77' },
    { phoneNumber: '+77', id: 'pia' },
  ]
  const answers = await placeAtOnce(
    Array.from({ length: 51 }, (_, n) => makeOrder({ customer: customers[n % 3] })),
  )
  assert.deepEqual(countStatuses(answers), { 201: 51 })
  const { rows } = await sql<{ id: string; orders: number }>`
    select customers.public_id as id, count(*) as orders from customers join orders on customer_id = customers.id
    where phone = '+77' group by customers.public_id
  `.execute(db)
  assert.deepEqual(rows, [{ id: 'pia', orders: 51 }])
})

test('one key at both processes has one effect', async () => {
  const order = makeOrder({ account: 'keyed' })
  const answers = await placeAtOnce(Array(20).fill(order), Array(20).fill('one key'))
  const made = answers.filter(({ status }) => status === 201)
  assert.equal(new Set(made.map(({ headers }) => headers.location)).size, 1)
  for (const answer of answers)
    if (answer.status !== 201) assert.equal(problemOf(answer)['code'], 'idempotency-key-in-use')
})

test('connections that are cut in the middle leave nothing half-written', async () => {
  const cutting = { isOver: false }
  const cutter = (async () => {
    while (!cutting.isOver)
      await sql`
        select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle' and application_name = 'docket' and random() < 0.5
      `
        .execute(db)
        .catch(() => undefined)
  })()
  const orders = Array.from({ length: 300 }, (_, n) =>
    makeOrder({ _id: `cut${n}`, account: 'cut', channelOrderId: `${n}` }),
  )
  const answers = await placeAtOnce(
    orders,
    orders.map((_, n) => `cut${n}`),
  )
  cutting.isOver = true
  await cutter
  for (const { status } of answers) assert.ok([201, 503].includes(status), String(status))
  await assertReconciled(db)
  const again = await placeAtOnce(
    orders,
    orders.map((_, n) => `cut${n}`),
  )
  assert.deepEqual(countStatuses(again), { 201: 300 })
  for (const [index, answer] of answers.entries())
    if (answer.status === 201) assert.equal(again[index]?.text, answer.text)
  const { rows } = await sql<{ orders: number; documents: number; events: number; keys: number }>`
    select count(*) as orders, count(document) as documents, count(event.order_id) as events,
      (select count(*) from idempotency_keys where status = 201) as keys
    from orders left join order_documents as document on document.order_id = orders.id
      left join order_events as event on event.order_id = orders.id
    where account = 'cut'
  `.execute(db)
  assert.deepEqual(rows, [{ orders: 300, documents: 300, events: 300, keys: 301 }])
})

test('afterwards every number is what the orders say', async () => {
  await assertReconciled(db)
})
