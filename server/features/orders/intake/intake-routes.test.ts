import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { faultsOf, problemOf, startTestApp } from '../../../../test/support/app.ts'
import { expectJson, makeOrder, ordersOf, sampleOrder } from '../../../../test/support/orders.ts'
import { assertReconciled } from '../../../../test/support/reconcile.ts'
import { addOrderRoutes } from '../order-routes.ts'

const app = await startTestApp({ features: [addOrderRoutes] })
const { db } = app
const { place, read } = ordersOf(app)

const sampleId = '60f87ea2a52dad8a3fa4860'

test('the document of the specification is taken, shown whole and kept exactly as it was received', async () => {
  const answer = await place(sampleOrder)
  const order = expectJson(answer, 201)
  assert.equal(answer.headers.location, `/api/orders/${sampleId}`)
  assert.equal(answer.headers.etag, '"1"')
  const { id, status, statusName, group, version, statusHistory } = order
  assert.deepEqual([id, status, statusName, group, version], [sampleId, 1, 'PARSED', 'received', 1])
  assert.deepEqual(statusHistory, [
    { status: 4, timestamp: '2021-07-22T20:08:02.000Z' },
    { status: 1, timestamp: '2021-07-22T20:10:00.000Z' },
  ])
  assert.deepEqual(JSON.parse((await read(sampleId)).text), order)
  assert.equal((await read(sampleId, '/received')).text, sampleOrder)
})

test('the same order again is the stored one, however it is spelt', async () => {
  const { created, statusHistory, ...others } = JSON.parse(sampleOrder)
  const respelt = {
    ...Object.fromEntries(Object.entries(others).reverse()),
    status: 'PARSED',
    _created: '2021-07-22T22:08:02+02:00',
    statusHistory: statusHistory.map(({ status, timestamp }: { status: number; timestamp: string }) => ({
      timeStamp: timestamp,
      status,
    })),
  }
  const stored = expectJson(await read(sampleId), 200)
  for (const body of [sampleOrder, respelt]) assert.deepEqual(expectJson(await place(body), 200), stored)
})

test('the id of an order with other content is a conflict', async () => {
  const answer = await place({ ...JSON.parse(sampleOrder), brandId: 'another' })
  assert.deepEqual([answer.status, problemOf(answer)['code']], [409, 'order-conflict'])
  assert.equal(answer.headers['location'], `/api/orders/${problemOf(answer)['orderId']}`)
  assert.deepEqual(faultsOf(answer), ['/_id value-invalid'])
  assert.equal(answer.headers.location, `/api/orders/${sampleId}`)
})

test('an order of a file has its id too', async () => {
  await sql`
    with owner as (insert into customers (external_id) values ('of a file') returning id)
    insert into orders (external_id, customer_id, source) select '77', id, 'csv' from owner
  `.execute(db)
  const answer = await place(makeOrder({ _id: '77' }))
  assert.equal(problemOf(answer)['code'], 'order-conflict')
  await sql`delete from orders where external_id = '77'`.execute(db)
})

test('what is not said gets its default', async () => {
  const before = Date.now()
  const order = expectJson(await place(makeOrder()), 201)
  const { created, status, statusHistory, updatedAt } = order
  assert.ok(Date.parse(String(created)) >= before)
  assert.deepEqual([status, updatedAt], [10, created])
  assert.deepEqual(statusHistory, [{ status: 10, timestamp: created }])
  assert.deepEqual(expectJson(await read(String(order['id'])), 200), order)
})

test('a status that is not the last of the history was given at receipt', async () => {
  const statusHistory = [
    { status: 20, timestamp: '2022-01-01T10:05:00Z' },
    { status: 'NEW', timestamp: '2022-01-01T10:00:00Z' },
  ]
  const order = expectJson(await place(makeOrder({ status: 50, statusHistory })), 201)
  const history = order['statusHistory'] as { status: number; timestamp: string }[]
  assert.deepEqual(
    history.map(({ status }) => status),
    [10, 20, 50],
  )
  assert.equal(history[2]?.timestamp, order['updatedAt'])
  assert.deepEqual([order['status'], order['group']], [50, 'kitchen'])
})

test('entries of a history that do not count are kept, and the status is what counts', async () => {
  const statusHistory = [
    { status: 90, timestamp: '2022-01-01T10:00:00Z' },
    { status: 20, timestamp: '2022-01-01T11:00:00Z' },
  ]
  const order = expectJson(await place(makeOrder({ _id: 'ended', status: 20, statusHistory })), 201)
  assert.deepEqual([order['status'], order['group']], [90, 'done'])
  assert.deepEqual(expectJson(await read('ended'), 200), order)
  const history = expectJson(await read('ended', '/history'), 200)
  assert.deepEqual(
    (history['items'] as { applied: boolean }[]).map(({ applied }) => applied),
    [true, false],
  )
})

test('an unknown code is stored as it is, and an empty history says no more than none', async () => {
  const order = expectJson(await place(makeOrder({ status: 777, statusHistory: [] })), 201)
  assert.deepEqual([order['status'], order['statusName'], order['group']], [777, null, 'received'])
})

test('what Docket does not know is kept as it was written', async () => {
  const text =
    '{"_id":"exact","customer":{"name":"Ada","vip":true},"items":[{"name":"Soup","quantity":2.0,"price":10.50}],"serial":12345678901234567890,"note":null}'
  const answer = await place(text)
  for (const part of [
    '"price":10.50',
    '"serial":12345678901234567890',
    '"note":null',
    '"vip":true',
    '"quantity":2',
  ])
    assert.ok(answer.text.includes(part), part)
  const again = await read('exact')
  assert.ok(again.text.includes('12345678901234567890') && again.text.includes('10.50'))
  assert.equal((await read('exact', '/received')).text, text)
})

test('an order with status 100 asks to cancel the stored one, when its history says', async () => {
  const created = '2023-03-01T10:00:00.000Z'
  await place(makeOrder({ _id: 'to-cancel', created }))
  const at = '2023-03-01T10:07:00.000Z'
  const request = makeOrder({
    _id: 'to-cancel',
    status: 'CANCEL',
    statusHistory: [{ status: 100, timestamp: at }],
  })
  for (let time = 1; time <= 2; time++) {
    const order = expectJson(await place(request), 200)
    assert.deepEqual([order['status'], order['group'], order['version']], [100, 'cancelling', 2])
    assert.deepEqual((order['statusHistory'] as unknown[]).at(-1), { status: 100, timestamp: at })
  }
})

test('a request to cancel that does not say when counts from its receipt', async () => {
  await place(makeOrder({ _id: 'to-cancel-now', created: '2023-03-01T10:00:00Z' }))
  const before = Date.now()
  const order = expectJson(await place(makeOrder({ _id: 'to-cancel-now', status: 100 })), 200)
  const last = (order['statusHistory'] as { timestamp: string }[]).at(-1)
  assert.ok(Date.parse(last?.timestamp ?? '') >= before)
})

test('an ended order is not cancelled any more', async () => {
  await place(makeOrder({ _id: 'over', status: 90 }))
  const answer = await place(makeOrder({ _id: 'over', status: 100 }))
  assert.deepEqual([answer.status, problemOf(answer)['code']], [409, 'transition-not-allowed'])
})

test('an order with status 100 that is new is stored, and the same again is a repeat', async () => {
  const order = makeOrder({ _id: 'cancelled-at-once', status: 100 })
  const stored = expectJson(await place(order), 201)
  assert.equal(stored['group'], 'cancelling')
  assert.deepEqual(expectJson(await place(order), 200), stored)
})

test('a channel order is the same one for 48 hours around its pickup', async () => {
  const channel = (id: string, pickupTime: string, account = 'shop') =>
    place(makeOrder({ _id: id, account, channelOrderId: 'C1', pickupTime }))
  assert.equal((await channel('c1', '2024-05-01T12:00:00.000Z')).status, 201)
  for (const time of ['2024-05-03T12:00:00.000Z', '2024-04-29T12:00:00.000Z', '2024-05-01T12:00:00.000Z']) {
    const answer = await channel('c2', time)
    assert.deepEqual([answer.status, problemOf(answer)['code']], [409, 'order-near-duplicate'])
    assert.equal(answer.headers['location'], `/api/orders/${problemOf(answer)['orderId']}`)
    assert.deepEqual(faultsOf(answer), ['/channelOrderId value-invalid'])
    assert.match(String(problemOf(answer)['detail']), /order c1 /)
    assert.equal(answer.headers.location, '/api/orders/c1')
  }
  assert.equal((await channel('c3', '2024-05-03T12:00:00.001Z')).status, 201)
  assert.equal((await channel('c4', '2024-05-01T12:00:00.000Z', 'another shop')).status, 201)
})

test('without a pickup time the time of creation counts, and without an account there is no channel', async () => {
  const channelOrderId = 'C2'
  const created = '2024-06-01T12:00:00Z'
  const stored = expectJson(await place(makeOrder({ account: 'shop', channelOrderId, created })), 201)
  const later = makeOrder({ account: 'shop', channelOrderId, created: '2020-01-01T00:00:00Z' })
  const answer = await place({ ...later, pickupTime: '2024-06-03T12:00:00Z' })
  assert.equal(answer.headers.location, `/api/orders/${stored['id']}`)
  assert.equal((await place(later)).status, 201)
  for (let time = 1; time <= 2; time++)
    assert.equal((await place(makeOrder({ channelOrderId, created }))).status, 201)
})

test('a customer is matched by id, else by phone; what is missing is filled in and nothing is overwritten', async () => {
  const customerOf = async (customer: object) =>
    expectJson(await place(makeOrder({ customer })), 201)['customer']
  assert.deepEqual(await customerOf({ id: 'm1' }), { id: 'm1' })
  await customerOf({ id: 'm1', name: 'Mia', phoneNumber: '+1' })
  await customerOf({ id: 'm1', name: 'Not Mia', phoneNumber: '+2' })
  assert.deepEqual(await customerOf({ phoneNumber: '+1', name: 'M.' }), {
    id: 'm1',
    name: 'M.',
    phoneNumber: '+1',
  })
  await customerOf({ id: 'm2', phoneNumber: '+1' })
  assert.deepEqual(await readCustomers(['m1', 'm2']), [
    ['m1', 'Mia', '+1'],
    ['m2', null, null],
  ])
})

test('a customer whom Docket named gets the id that somebody gives with their number', async () => {
  const place1 = expectJson(await place(makeOrder({ customer: { phoneNumber: '+33' } })), 201)
  const { id: madeId } = place1['customer'] as { id: string }
  await place(makeOrder({ customer: { id: madeId, name: 'Nora' } }))
  assert.deepEqual(await readCustomers([madeId]), [[madeId, 'Nora', '+33']])
  await place(makeOrder({ customer: { id: 'n1', phoneNumber: '+33' } }))
  assert.deepEqual(await readCustomers([madeId, 'n1']), [['n1', 'Nora', '+33']])
})

test('an erased customer takes no orders', async () => {
  await place(makeOrder({ customer: { id: 'gone' } }))
  await sql`update customers set erased_at = now() where public_id = 'gone'`.execute(db)
  const answer = await place(makeOrder({ customer: { id: 'gone', name: 'Back' } }))
  assert.deepEqual([answer.status, problemOf(answer)['code']], [409, 'customer-erased'])
  assert.deepEqual(await readCustomers(['gone']), [['gone', null, null]])
})

test('afterwards every number is what the orders say', async () => {
  await assertReconciled(db)
})

async function readCustomers(ids: string[]): Promise<unknown[]> {
  const { rows } = await sql<{ public_id: string; name: string | null; phone: string | null }>`
    select public_id, name, phone from customers where public_id = any(${ids}) order by public_id
  `.execute(db)
  return rows.map(({ public_id, name, phone }) => [public_id, name, phone])
}
