import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { sql } from 'kysely'
import { type Answer, problemOf, startTestApp } from '../../../../test/support/app.ts'
import { expectJson, makeOrder, ordersOf } from '../../../../test/support/orders.ts'
import { assertReconciled } from '../../../../test/support/reconcile.ts'
import { fingerprintOf } from '../../../platform/idempotency/reserve-key.ts'
import { addOrderRoutes } from '../order-routes.ts'

const app = await startTestApp({ features: [addOrderRoutes] })
const { db } = app
const { place } = ordersOf(app)

const under = (key: string) => ({ 'idempotency-key': key })

function contentOf({ status, text, headers }: Answer): unknown[] {
  return [status, text, headers['content-type'], headers.location, headers.etag]
}

test('an order under a key is placed once and answered as before', async () => {
  const first = await place(makeOrder({ account: 'a' }), under('once'))
  const again = await place(makeOrder({ account: 'a' }), under('once'))
  assert.equal(first.status, 201)
  assert.equal(first.headers['idempotent-replayed'], undefined)
  assert.equal(again.headers['idempotent-replayed'], 'true')
  assert.deepEqual(contentOf(again), contentOf(first))
  assert.equal(await countOrders('a'), 1)
})

test('the key of another order is refused', async () => {
  const answer = await place(makeOrder({ account: 'b' }), under('once'))
  assert.deepEqual([answer.status, problemOf(answer)['code']], [422, 'idempotency-key-reused'])
  assert.equal(await countOrders('b'), 0)
})

test('a key that cannot be one is refused before anything is stored', async () => {
  const answer = await place(makeOrder({ account: 'c' }), under('x'.repeat(256)))
  assert.equal(answer.status, 422)
  assert.equal(await countOrders('c'), 0)
})

test('what was refused is not kept: mended, or later, it may succeed under the same key', async () => {
  assert.equal((await place(makeOrder({ items: [] }), under('mended'))).status, 422)
  assert.equal((await place(makeOrder({ _id: 'kept' }), under('mended'))).status, 201)
  const conflict = makeOrder({ _id: 'kept', account: 'other' })
  for (let time = 1; time <= 2; time++) {
    const answer = await place(conflict, under('conflict'))
    assert.equal(problemOf(answer)['code'], 'order-conflict')
    assert.equal(answer.headers['idempotent-replayed'], undefined)
  }
})

test('the answers to repeats and to requests to cancel are kept too', async () => {
  const order = makeOrder({ _id: 'repeated', created: '2024-01-01T00:00:00Z' })
  await place(order)
  const repeat = await place(order, under('a repeat'))
  const cancel = await place({ ...order, status: 100 }, under('a cancel'))
  assert.deepEqual([repeat.status, cancel.status], [200, 200])
  for (const [body, key, first] of [
    [order, 'a repeat', repeat],
    [{ ...order, status: 100 }, 'a cancel', cancel],
  ] as const) {
    const again = await place(body, under(key))
    assert.equal(again.headers['idempotent-replayed'], 'true')
    assert.deepEqual(contentOf(again), contentOf(first))
  }
})

test('a key whose holder died before it did anything is taken over', async () => {
  const body = JSON.stringify(makeOrder({ account: 'd' }))
  await leaveKey('died', body)
  const again = await place(body, under('died'))
  assert.deepEqual([again.status, again.headers['idempotent-replayed']], [201, undefined])
  assert.equal((await place(body, under('died'))).headers['idempotent-replayed'], 'true')
  assert.equal(await countOrders('d'), 1)
})

test('each of many keys has one effect, however many twins come at once', async () => {
  const keys = Array.from({ length: 40 }, () => randomUUID())
  const twins = 25
  const answers = await Promise.all(
    Array.from({ length: twins }, () => keys)
      .flat()
      .map(async (key) => ({
        key,
        answer: await place(makeOrder({ account: 'twins', brandId: key }), under(key)),
      })),
  )
  for (const { answer } of answers)
    if (answer.status !== 201) assert.equal(problemOf(answer)['code'], 'idempotency-key-in-use')
  const made = answers.filter(({ answer }) => answer.status === 201)
  assert.equal(new Set(made.map(({ answer }) => answer.headers.location)).size, keys.length)
  const fresh = made.filter(({ answer }) => answer.headers['idempotent-replayed'] === undefined)
  assert.deepEqual(fresh.map(({ key }) => key).toSorted(), keys.toSorted())
  assert.equal(await countOrders('twins'), keys.length)
  for (const key of keys) {
    const again = await place(makeOrder({ account: 'twins', brandId: key }), under(key))
    assert.equal(again.headers['idempotent-replayed'], 'true')
    assert.equal(expectJson(again, 201)['brandId'], key)
  }
})

test('afterwards every number is what the orders say', async () => {
  await assertReconciled(db)
})

async function countOrders(account: string): Promise<number | undefined> {
  const { rows } = await sql<{ count: number }>`
    select count(*) from orders where account = ${account}
  `.execute(db)
  return rows[0]?.count
}

/** What a process leaves behind that took the key for an order and was killed. */
async function leaveKey(key: string, body: string): Promise<void> {
  const scope = fingerprintOf('admin-key', 'POST', '/api/orders', {}, key)
  await sql`
    insert into idempotency_keys (scope, fingerprint, holder, holder_backend_pid, holder_backend_start, held_until)
    values (${scope}, ${fingerprintOf({}, body)}, 'gone', 0, now(), now() + interval '1 hour')
  `.execute(db)
}
