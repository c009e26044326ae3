import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import type { BatchAnswer } from '#contract/orders.ts'
import { faultsOf, problemOf, startTestApp, withKey } from '../../../../test/support/app.ts'
import { makeOrder, ordersOf } from '../../../../test/support/orders.ts'
import { assertReconciled } from '../../../../test/support/reconcile.ts'
import { addOrderRoutes } from '../order-routes.ts'
import { batchLimits } from './batch-limits.ts'

const app = await startTestApp({ features: [addOrderRoutes] })
const { db } = app
const { place, placeBatch, read } = ordersOf(app)

const ndjson = { 'content-type': 'application/x-ndjson' }

async function batch(body: unknown, headers = {}): Promise<BatchAnswer> {
  const answer = await placeBatch(body, headers)
  assert.equal(answer.status, 200, answer.text)
  return JSON.parse(answer.text)
}

function countsOf({ items, ...counts }: BatchAnswer): Omit<BatchAnswer, 'items'> {
  assert.equal(
    Object.values(counts).reduce((sum, count) => sum + count, 0),
    items.length,
  )
  return counts
}

/** What was answered for each, as `201 id` or `422 code`. */
function verdictsOf({ items }: BatchAnswer): string[] {
  return items.map(({ status, id, problem }) => {
    const code = typeof problem === 'object' && problem !== null && 'code' in problem ? problem.code : id
    return `${status} ${code}`
  })
}

test('each order of a list is answered in its place, as if it had come alone', async () => {
  await place(makeOrder({ _id: 'stored', created: '2024-01-01T00:00:00Z' }))
  const answer = await batch([
    makeOrder({ _id: 'b1' }),
    makeOrder({ items: [] }),
    makeOrder({ _id: 'stored', created: '2024-01-01T00:00:00Z' }),
    5,
    makeOrder({ _id: 'stored', account: 'x' }),
    makeOrder({ _id: 'stored', status: 100 }),
  ])
  assert.deepEqual(verdictsOf(answer), [
    '201 b1',
    '422 values-invalid',
    '200 stored',
    '422 values-invalid',
    '409 order-conflict',
    '200 stored',
  ])
  assert.deepEqual(countsOf(answer), { created: 1, repeated: 1, changed: 1, refused: 3 })
  assert.deepEqual(
    answer.items.map(({ index }) => index),
    [0, 1, 2, 3, 4, 5],
  )
  assert.equal(JSON.parse((await read('stored')).text).group, 'cancelling')
})

test('orders of one batch follow the rules among themselves', async () => {
  const twin = makeOrder({ _id: 't1', created: '2024-02-01T00:00:00Z' })
  const channel = { account: 'shop', channelOrderId: 'T', created: '2024-02-01T00:00:00Z' }
  const answer = await batch([
    twin,
    twin,
    { ...twin, brandId: 'other' },
    { ...twin, status: 100 },
    makeOrder({ _id: 't2', ...channel }),
    makeOrder({ _id: 't3', ...channel }),
    makeOrder({ _id: 't4', status: 90 }),
    makeOrder({ _id: 't4', status: 100 }),
  ])
  assert.deepEqual(verdictsOf(answer), [
    '201 t1',
    '200 t1',
    '409 order-conflict',
    '200 t1',
    '201 t2',
    '409 order-near-duplicate',
    '201 t4',
    '409 transition-not-allowed',
  ])
  assert.deepEqual(
    answer.items.map(({ problem }) => Object(problem).orderId),
    [undefined, undefined, 't1', undefined, undefined, 't2', undefined, undefined],
  )
})

test('a request to cancel counts as a change once, and as repeated when nothing comes of it', async () => {
  const order = makeOrder({ _id: 'c1' })
  const sent = [order, order, { ...order, status: 100 }, { ...order, status: 100 }, 5]
  assert.deepEqual(countsOf(await batch(sent)), { created: 1, repeated: 2, changed: 1, refused: 1 })
  assert.deepEqual(countsOf(await batch(sent)), { created: 0, repeated: 4, changed: 0, refused: 1 })
  const history = [{ status: 100, timestamp: '2024-02-01T00:00:00Z' }]
  const timed = { _id: 'c2', created: '2024-01-01T00:00:00Z' }
  const withTime = [makeOrder(timed), makeOrder({ ...timed, status: 100, statusHistory: history })]
  assert.deepEqual(countsOf(await batch(withTime)), { created: 1, repeated: 0, changed: 1, refused: 0 })
  assert.deepEqual(countsOf(await batch(withTime)), { created: 0, repeated: 2, changed: 0, refused: 0 })
})

test('a line that is no JSON fails alone, and each text is kept as it stands there', async () => {
  const lines = [
    '{"_id":"n1", "customer":{"name":"a, [b]"},"items":[{"name":"x","quantity":1.0}]}',
    '{"_id":"n2"',
    '',
    '  {"_id":"n3","customer":{"name":"\\"}{"},"items":[{"name":"x","quantity":1}]}\r',
  ]
  assert.deepEqual(verdictsOf(await batch(lines.join('\n'), ndjson)), [
    '201 n1',
    '400 body-malformed',
    '201 n3',
  ])
  assert.equal((await read('n1', '/received')).text, lines[0])
  assert.equal((await read('n3', '/received')).text, lines[3]?.trim())
  const list = `[ ${lines[0]?.replace('n1', 'l1')} ,\n${lines[3]?.replace('n3', 'l3')}]`
  assert.deepEqual(verdictsOf(await batch(list)), ['201 l1', '201 l3'])
  assert.equal((await read('l3', '/received')).text, lines[3]?.trim().replace('n3', 'l3'))
})

test('an order that nothing can store fails alone', async () => {
  // A trigger stands for whatever a database may have against one row.
  await sql`
    create function refuse_poison() returns trigger language plpgsql as
      $$ begin if new.brand = 'poison' then raise 'poison'; end if; return new; end $$`.execute(db)
  await sql`create trigger refuse_poison before insert on orders for each row execute function refuse_poison()`.execute(
    db,
  )
  const orders = Array.from({ length: 40 }, (_, n) =>
    makeOrder({ _id: `p${n}`, brandId: n % 19 === 7 ? 'poison' : 'b' }),
  )
  const answer = await batch(orders)
  assert.deepEqual(
    verdictsOf(answer).filter((verdict) => verdict.startsWith('500')),
    ['500 internal-error', '500 internal-error'],
  )
  assert.equal(answer.created, 38)
  const singly = await Promise.all(orders.map((order) => place({ ...order, _id: `single ${order['_id']}` })))
  assert.equal(singly.filter(({ status }) => status === 201).length, 38)
  assert.equal(singly.filter(({ status }) => status === 500).length, 2)
  await sql`drop function refuse_poison cascade`.execute(db)
})

test('a batch under a key is placed once and answered as before', async () => {
  const orders = [makeOrder({ account: 'key' }), makeOrder({ account: 'key' })]
  const first = await placeBatch(orders, { 'idempotency-key': 'k' })
  const again = await placeBatch(orders, { 'idempotency-key': 'k' })
  assert.deepEqual([again.text, again.headers['idempotent-replayed']], [first.text, 'true'])
  assert.equal((await placeBatch([], { 'idempotency-key': 'k' })).status, 422)
  const { rows } = await sql<{ count: number }>`select count(*) from orders where account = 'key'`.execute(db)
  assert.equal(rows[0]?.count, 2)
})

test('a batch that is no list, or too long, is refused as a whole with the limit', async () => {
  assert.deepEqual(faultsOf(await placeBatch({})), [' type-wrong'])
  assert.equal(problemOf(await placeBatch('[{}'))['code'], 'body-malformed')
  assert.equal(problemOf(await placeBatch(''))['code'], 'body-missing')
  const many = await placeBatch(`[${'1,'.repeat(batchLimits.ordersMax)}1]`)
  assert.deepEqual(faultsOf(many), [' too-many'])
  assert.match(many.text, /at most 10000 orders, and has 10001/)
  const head = `POST /api/orders/batch HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${withKey.authorization}\r\nConnection: close`
  const bytes = batchLimits.bodyBytesMax + 1
  const large = await app.sendBytes(
    `${head}\r\nContent-Type: application/json\r\nContent-Length: ${bytes}\r\n\r\n`,
  )
  assert.match(large, /^HTTP\/1.1 413 .*A body here has at most 16777216 bytes/s)
  assert.equal((await placeBatch('<a/>', { 'content-type': 'text/xml' })).status, 415)
  assert.deepEqual((await batch([])).items, [])
})

test('afterwards every number is what the orders say', async () => {
  await assertReconciled(db)
})
