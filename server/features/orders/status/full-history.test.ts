import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { orderEventsMax } from '#contract/orders.ts'
import { faultsOf, problemOf, startTestApp, withKey } from '../../../../test/support/app.ts'
import { makeOrder, ordersOf } from '../../../../test/support/orders.ts'
import { assertReconciled } from '../../../../test/support/reconcile.ts'
import { addOrderRoutes } from '../order-routes.ts'

const app = await startTestApp({ features: [addOrderRoutes] })
const { db } = app
const { place, placeBatch } = ordersOf(app)

/** Events a second apart, in two statuses that follow each other. */
function historyOf(length: number) {
  const start = Date.parse('2026-03-01T10:00:00Z')
  return Array.from({ length }, (_, n) => ({
    status: n % 2 === 0 ? 10 : 7,
    timestamp: new Date(start + n * 1_000).toISOString(),
  }))
}

function change(id: string, body: Record<string, unknown>) {
  return app.send(`/api/orders/${id}/status`, {
    method: 'PATCH',
    headers: { ...withKey, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
}

async function countEvents(id: string): Promise<number | undefined> {
  const { rows } = await sql<{ events: number }>`
    select count(*) as events from order_events where order_id = (select id from orders where public_id = ${id})
  `.execute(db)
  return rows[0]?.events
}

test('an order takes events up to the limit, and then none: reported, refused, repeated, late or forced', async () => {
  const history = historyOf(orderEventsMax - 1)
  assert.equal((await place(makeOrder({ _id: 'full', statusHistory: history }))).status, 201)
  assert.equal((await change('full', { status: 20 })).status, 200)
  for (const body of [
    { status: 90 },
    { status: 7 },
    { status: 50, timestamp: '2026-03-01T09:00:00Z' },
    { status: 20, timestamp: '2099-03-01T09:00:00Z' },
    { status: 50, force: true, reason: 'it has to be' },
  ]) {
    const answer = await change('full', body)
    assert.deepEqual([answer.status, problemOf(answer)['code']], [409, 'order-history-full'])
    assert.match(answer.text, /has 1000 events/)
  }
  assert.equal(await countEvents('full'), orderEventsMax)
  const { rows } = await sql`select from audit_log where action = 'order.force-status'`.execute(db)
  assert.equal(rows.length, 0)
})

test('what says nothing new to a full order is answered as ever', async () => {
  assert.equal((await change('full', { status: 20 })).status, 200)
  const again = { status: 7, timestamp: '2026-03-01T10:00:01Z' }
  assert.equal((await change('full', again)).status, 200)
  assert.equal(await countEvents('full'), orderEventsMax)
})

test('a full order cannot be asked to be cancelled, alone or in a batch', async () => {
  const order = makeOrder({ _id: 'full', status: 100 })
  assert.equal(problemOf(await place(order))['code'], 'order-history-full')
  const { changed, refused, items } = JSON.parse((await placeBatch([order])).text)
  assert.deepEqual([changed, refused, items[0].problem.code], [0, 1, 'order-history-full'])
})

test('a history that is longer is refused', async () => {
  const order = makeOrder({ _id: 'long', statusHistory: historyOf(orderEventsMax + 1) })
  assert.deepEqual(faultsOf(await place(order)), ['/statusHistory too-many'])
  assert.equal((await place({ ...order, statusHistory: historyOf(orderEventsMax) })).status, 201)
})

test('the numbers are those of the events', () => assertReconciled(db))
