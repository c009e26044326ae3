import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { sql } from 'kysely'
import { problemOf, startTestApp } from '../../../test/support/app.ts'
import { openTestDatabase } from '../../../test/support/database.ts'
import { importTickets } from '../../../test/support/import-tickets.ts'
import type { Principal } from '../../platform/principal.ts'
import { fillSearchAll } from '../orders/search/fill-search-all.ts'
import { addCustomerRoutes } from './customer-routes.ts'

const database = await openTestDatabase()
const { db } = database
let principal: Principal = { kind: 'admin-key', role: 'admin' }
const { send } = await startTestApp({ db, features: [addCustomerRoutes], authenticate: () => principal })

const files = {
  orders: Buffer.from('order_id,customer_id\n1,10\n2,9\n3,10\n4,100\n'),
  barcodes: Buffer.from('barcode,order_id\nA,1\nB,1\nC,2\nE,3\nG,4\n'),
}

before(async () => {
  const imported = await importTickets(database, files)
  assert.equal(imported.status, 'completed', imported.error ?? '')
  await fillSearchAll(db)
})

describe('customers', () => {
  test('come by id as a number, all or those that match', async () => {
    assert.deepEqual(
      (await list('/api/customers')).items.map(({ id }) => id),
      ['9', '10', '100'],
    )
    assert.deepEqual(
      (await pages('/api/customers', 1)).map(({ id }) => id),
      ['9', '10', '100'],
    )
    assert.deepEqual(
      (await list('/api/customers?q=10')).items.map(({ id }) => id),
      ['10', '100'],
    )
    assert.deepEqual((await list('/api/customers?q=%25')).items, [])
    assert.deepEqual(
      (await list('/api/customers?id=10')).items.map(({ id }) => id),
      ['10'],
    )
    for (const query of ['id=1', 'id=', 'id=10&q=9'])
      assert.deepEqual((await list(`/api/customers?${query}`)).items, [], query)
    assert.equal((await send('/api/customers.csv?id=9')).text.split('\n').length, 3)
    assert.equal((await send('/api/customers?q=')).status, 422)
  })

  test('as CSV are all there', async () => {
    const lines = (await send('/api/customers.csv?q=100')).text.split('\n')
    assert.equal(lines[0], 'id,name,email,phone_number,created_at,updated_at,erased_at')
    assert.match(lines[1] ?? '', /^100,,,,\d{4}-/)
  })

  test('have orders with their barcodes', async () => {
    const { items } = await list('/api/customers/10/orders')
    assert.deepEqual(
      items.map(({ createdAt: _, ...order }) => order),
      [
        { orderId: '1', customerId: '10', status: 10, barcodes: ['A', 'B'] },
        { orderId: '3', customerId: '10', status: 10, barcodes: ['E'] },
      ],
    )
    assert.deepEqual(await pages('/api/customers/10/orders', 1), items)
    const csv = (await send('/api/customers/10/orders.csv')).text
    assert.match(
      csv,
      /^order_id,customer_id,status,created_at,barcodes\n1,10,10,[^,]+,"\[A, B\]"\n3,10,10,[^,]+,\[E\]\n$/,
    )
  })

  test('that are not there are 404, with all that is theirs', async () => {
    for (const path of ['8', '8/orders', '8/orders.csv', '010', '%00', 'x'.repeat(300)])
      assert.equal((await send(`/api/customers/${path}`)).status, 404, path)
    assert.equal((await change('8', { name: 'Ada' })).status, 404)
  })
})

describe('changing a customer', () => {
  test('sets values without the spaces around them, and null takes one away', async () => {
    const set = await change('10', { name: ' Ada ', email: 'Ada@Example.com', phoneNumber: '+358 40 1' })
    const { name, email, phoneNumber } = JSON.parse(set.text)
    assert.deepEqual([name, email, phoneNumber], ['Ada', 'Ada@Example.com', '+358 40 1'])
    await fillSearchAll(db)
    assert.deepEqual(
      (await list('/api/customers?q=ada%40')).items.map(({ id }) => id),
      ['10'],
    )
    assert.equal(JSON.parse((await change('10', { phoneNumber: null })).text).phoneNumber, null)
    assert.equal((await read('/api/customers/10'))['name'], 'Ada')
  })

  test('that changes nothing is no change', async () => {
    const before = await read('/api/customers/10')
    assert.deepEqual(JSON.parse((await change('10', { name: 'Ada' })).text), before)
  })

  test('refuses an address or number that another customer has', async () => {
    await change('10', { email: 'ada@example.com', phoneNumber: '+1' })
    const email = await change('9', { email: 'ADA@example.com' })
    assert.deepEqual([email.status, problemOf(email)['code']], [409, 'email-taken'])
    const phone = await change('9', { phoneNumber: '+1' })
    assert.deepEqual([phone.status, problemOf(phone)['code']], [409, 'phone-taken'])
  })

  test('refuses bad values, all at once', async () => {
    const answer = await change('10', { name: ' ', email: 'nobody', phoneNumber: 'x'.repeat(256) })
    assert.equal(answer.status, 422)
    const errors = problemOf(answer)['errors'] as { pointer: string; code: string }[]
    assert.deepEqual(
      errors.map(({ pointer, code }) => `${pointer} ${code}`),
      ['/name too-short', '/email email-invalid', '/phoneNumber too-long'],
    )
    for (const body of [{}, { name: 7 }, { id: '11' }, { name: 'a\0b' }])
      assert.equal((await change('10', body)).status, 422, JSON.stringify(body))
    assert.equal((await change('10', { name: '😀'.repeat(255) })).status, 200)
  })

  test('lets two who swap their addresses at once both be answered', async () => {
    await change('9', { email: 'nine@example.com' })
    await change('100', { email: 'hundred@example.com' })
    const answers = await Promise.all([
      ...[1, 2, 3].map(() => change('9', { email: 'hundred@example.com' })),
      ...[1, 2, 3].map(() => change('100', { email: 'nine@example.com' })),
    ])
    for (const answer of answers) assert.equal(problemOf(answer)['code'], 'email-taken', answer.text)
    assert.equal((await read('/api/customers/9'))['email'], 'nine@example.com')
  })

  test('is not for viewers', async () => {
    await asViewer(async () => assert.equal((await change('10', { name: 'Bob' })).status, 403))
  })
})

describe('a customer who was erased', () => {
  before(async () => {
    await db.insertInto('customers').values({ external_id: 'gone', name: 'Gone', phone: '+7' }).execute()
    await sql`update customers set name = null, phone = null, erased_at = now() where external_id = 'gone'`.execute(
      db,
    )
    await fillSearchAll(db)
  })

  test('shows the id and when it was, and is found by nothing else', async () => {
    const { createdAt, updatedAt, erasedAt, ...shown } = await read('/api/customers/gone')
    assert.match(`${createdAt} ${updatedAt} ${erasedAt}`, /Z .*Z .*Z$/)
    assert.deepEqual(shown, { id: 'gone', name: null, email: null, phoneNumber: null })
    assert.equal((await list('/api/customers?q=GON')).total, 1)
    assert.equal((await list('/api/customers?q=%2B7')).total, 0)
    assert.deepEqual(await list('/api/customers/gone/orders'), { items: [], nextCursor: null, total: 0 })
  })

  test('cannot be changed', async () => {
    const answer = await change('gone', { name: 'Back' })
    assert.deepEqual([answer.status, problemOf(answer)['code']], [409, 'customer-erased'])
  })
})

type Entry = Record<string, unknown>

async function read(path: string): Promise<Entry> {
  const { status, text } = await send(path)
  assert.equal(status, 200, text)
  return JSON.parse(text)
}

async function list(path: string): Promise<{ items: Entry[]; nextCursor: string | null; total?: number }> {
  const { status, text } = await send(path)
  assert.equal(status, 200, text)
  return JSON.parse(text)
}

/** All entries of a list, read page by page. */
async function pages(path: string, limit: number): Promise<Entry[]> {
  const items: Entry[] = []
  let next = ''
  do {
    const page = await list(`${path}?limit=${limit}${next}`)
    assert.ok(page.items.length <= limit)
    items.push(...page.items)
    next = page.nextCursor === null ? '' : `&cursor=${page.nextCursor}`
  } while (next !== '')
  return items
}

function change(id: string, body: unknown) {
  return send(`/api/customers/${id}`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
}

async function asViewer(work: () => Promise<void>): Promise<void> {
  const before = principal
  principal = { kind: 'key', keyId: 'k', userId: 'u', name: 'Vera', role: 'viewer' }
  await work().finally(() => {
    principal = before
  })
}
