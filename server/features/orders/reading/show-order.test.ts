import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { sql } from 'kysely'
import { type Answer, startTestApp } from '../../../../test/support/app.ts'
import { openTestDatabase } from '../../../../test/support/database.ts'
import { storeOrder } from '../../../../test/support/store-order.ts'
import { addOrderRoutes } from '../order-routes.ts'

const { db } = await openTestDatabase()
const { send } = await startTestApp({
  db,
  features: [addOrderRoutes],
  authenticate: () => ({ kind: 'admin-key', role: 'admin' }),
})

const sent = `{"_id":"60f87ea2a52dad8a3fa4860","created":"2021-07-22T20:08:02Z","account":"acc","brandId":"brand",
 "channelOrderId":"TEST1","customer":{"name":"John Doe","phoneNumber":"+123456789","note":"rings twice"},
 "deliveryAddress":{"city":"Helsinki","street":"Huuvatie 1","postalCode":"00100","floor":3},
 "pickupTime":"2021-07-22T20:28:02Z","items":[{"name":"Hawaii Burger","plu":"CAT1-0001","quantity":1,"price":9.50,
 "subItems":[{"name":"Fries","tags":[null,true,{"a":[]}]}]}],"status":1,
 "statusHistory":[{"status":4,"timestamp":"2021-07-22T20:08:02Z"},{"status":1,"timestamp":"2021-07-22T20:10:00Z"}],
 "big":12345678901234567890,"amount":10.50,"tiny":1e-7,"text":"é 😀 \\u2028 \\" /","nothing":null,
 "barcodes":"mine","id":"mine","version":99,"nested":{"_id":"x","status":5,"n":100000000000000000000000.25}}`

describe('an order', () => {
  test('shows what was sent, what Docket does not know to the last digit, and what became of it', async () => {
    assert.equal((await place(sent)).status, 201)
    const { status, headers, text } = await send('/api/orders/60f87ea2a52dad8a3fa4860')
    assert.equal(status, 200, text)
    assert.equal(headers.etag, '"1"')
    const { nextStatuses, updatedAt, ...order } = JSON.parse(text)
    assert.ok(nextStatuses.length > 20)
    assert.match(updatedAt, /Z$/)
    const { customer, ...rest } = order
    assert.match(customer.id, /^[0-9a-f-]{36}$/)
    assert.deepEqual(
      { ...customer, id: '' },
      { id: '', name: 'John Doe', phoneNumber: '+123456789', note: 'rings twice' },
    )
    const { statusHistory, _id, customer: __, ...document } = JSON.parse(sent)
    assert.deepEqual(rest, {
      ...document,
      ...{ _id, id: _id },
      source: 'api',
      created: '2021-07-22T20:08:02.000Z',
      pickupTime: '2021-07-22T20:28:02.000Z',
      barcodes: [],
      status: 1,
      statusName: 'PARSED',
      group: 'received',
      statusHistory: statusHistory.map(
        ({ status: code, timestamp }: { status: number; timestamp: string }) => ({
          status: code,
          timestamp: timestamp.replace('Z', '.000Z'),
        }),
      ),
      version: 1,
    })
    for (const digits of ['12345678901234567890', '100000000000000000000000.25'])
      assert.ok(text.includes(digits), digits)
  })

  test('is had exactly as it was received', async () => {
    const { status, headers, text } = await send('/api/orders/60f87ea2a52dad8a3fa4860/received')
    assert.deepEqual([status, text], [200, sent])
    assert.match(headers['content-type'] ?? '', /^application\/json/)
  })

  test('of a file shows who ordered and its tickets, and has no document', async () => {
    const id = await storeOrder(db, { created: new Date('2024-01-01T00:00:00Z') })
    await sql`
      with sold as (insert into barcodes (barcode, order_id) select b, o.id from orders as o, unnest(array['B', 'A']) as b
        where public_id = ${id})
      update customers set name = 'Ada' where id = (select customer_id from orders where public_id = ${id})
    `.execute(db)
    const { nextStatuses: _, updatedAt: __, customer, ...order } = await read(id)
    assert.equal(customer.name, 'Ada')
    assert.deepEqual(Object.keys(customer).sort(), ['id', 'name'])
    assert.deepEqual(order, {
      id,
      _id: id,
      source: 'csv',
      created: '2024-01-01T00:00:00.000Z',
      items: [],
      barcodes: ['B', 'A'],
      status: 10,
      statusName: 'NEW',
      group: 'received',
      statusHistory: [{ status: 10, timestamp: '2024-01-01T00:00:00.000Z' }],
      version: 1,
    })
    assert.equal((await send(`/api/orders/${id}/received`)).status, 404)
  })

  test('with a code that nobody knows shows it', async () => {
    await place('{"_id":"odd","customer":{"id":"c 1"},"items":[{"name":"x","quantity":2}],"status":4711}')
    const { status, statusName, group, customer } = await read('odd')
    assert.deepEqual(
      { status, statusName, group, customer },
      {
        status: 4711,
        statusName: null,
        group: 'received',
        customer: { id: 'c 1' },
      },
    )
  })

  test('keeps its version and its history together while it changes', async () => {
    await place('{"_id":"busy","customer":{"id":"c 1"},"items":[{"name":"x","quantity":1}]}')
    const changing = changeOften('busy')
    for (let isOver = false; !isOver; ) {
      isOver = (await Promise.race([changing.then(() => 'over'), read('busy')])) === 'over'
      const { version, status, statusHistory } = await read('busy')
      assert.equal(statusHistory.length, version)
      assert.equal(statusHistory.at(-1).status, status)
    }
  })

  test('that is not there is 404, whatever the id looks like', async () => {
    for (const id of [
      'nobody',
      '%00',
      '%F0%9F%98%80',
      'x'.repeat(300),
      '..%2f',
      "'",
      '60F87EA2A52DAD8A3FA4860',
      ' odd',
    ])
      for (const path of ['', '/received'])
        assert.equal((await send(`/api/orders/${encodeURI(id)}${path}`)).status, 404, id)
  })
})

function place(body: string): Promise<Answer> {
  return send('/api/orders', { method: 'POST', headers: { 'content-type': 'application/json' }, body })
}

async function read(id: string) {
  const { status, text } = await send(`/api/orders/${encodeURIComponent(id)}`)
  assert.equal(status, 200, text)
  return JSON.parse(text)
}

/** Through the whole of a lifecycle, one step after the other. */
async function changeOften(id: string): Promise<void> {
  for (const status of [4, 1, 2, 3, 20, 40, 50, 60, 70, 80, 83, 84, 85, 87, 89, 90])
    await send(`/api/orders/${id}/status`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ status }),
    })
}
