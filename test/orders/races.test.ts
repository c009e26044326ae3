import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { describe, test } from 'node:test'
import type { HistoryEntry, Order } from '../../contract/orders.ts'
import { addOrderRoutes } from '../../server/features/orders/order-routes.ts'
import { type Answer, startTestApp, withKey } from '../support/app.ts'
import { openTestDatabase } from '../support/database.ts'
import { assertReconciled } from '../support/reconcile.ts'
import { storeOrder } from '../support/store-order.ts'

const { db } = await openTestDatabase()
const { send } = await startTestApp({ db, features: [addOrderRoutes] })

function change(
  id: string,
  status: number,
  headers: Record<string, string> = {},
  more = {},
): Promise<Answer> {
  return send(`/api/orders/${id}/status`, {
    method: 'PATCH',
    headers: { ...withKey, 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ status, ...more }),
  })
}

async function show(id: string): Promise<Order> {
  return JSON.parse((await send(`/api/orders/${id}`, { headers: withKey })).text)
}

async function history(id: string): Promise<HistoryEntry[]> {
  return JSON.parse((await send(`/api/orders/${id}/history?limit=200`, { headers: withKey })).text).items
}

function count(answers: readonly Answer[], status: number): number {
  return answers.filter((answer) => answer.status === status).length
}

describe('simultaneous changes of an order', () => {
  test('leave one legal chain, of what was answered with 200', async () => {
    const id = await storeOrder(db)
    const statuses = [20, 50, 70, 80, 90, 110, 100, 60, 40, 777]
    const told = Array.from({ length: 50 }, (_, i) => statuses[i % statuses.length] ?? 20)
    const answers = await Promise.all(told.map((status) => change(id, status)))
    assert.equal(count(answers, 200) + count(answers, 409), 50)
    const order = await show(id)
    const entries = await history(id)
    const chain = entries.filter(({ applied }) => applied)
    assert.deepEqual(
      order.statusHistory,
      chain.map(({ status, at }) => ({ status, timestamp: at })),
    )
    assert.equal(order.version, chain.length)
    assert.equal(new Set(entries.map(({ at }) => at)).size, entries.length)
    const statusesOfChain = chain.map(({ status }) => status)
    assert.equal(goesForward(statusesOfChain), true, statusesOfChain.join())
  })

  test('by the same words are one event', async () => {
    const id = await storeOrder(db)
    const timestamp = new Date().toISOString()
    const answers = await Promise.all(Array.from({ length: 50 }, () => change(id, 20, {}, { timestamp })))
    assert.equal(count(answers, 200), 50)
    assert.equal((await history(id)).length, 2)
    assert.equal((await show(id)).version, 2)
  })

  test('under one If-Match have one winner', async () => {
    const id = await storeOrder(db)
    const statuses = [20, 40, 50, 60, 70]
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, i) => change(id, statuses[i % 5] ?? 20, { 'if-match': '"1"' })),
    )
    assert.deepEqual([count(answers, 200), count(answers, 412)], [1, 99])
    assert.equal((await history(id)).length, 2)
  })

  test('under one Idempotency-Key are one change', async () => {
    const id = await storeOrder(db)
    const headers = { 'idempotency-key': randomUUID() }
    const answers = await Promise.all(Array.from({ length: 50 }, () => change(id, 20, headers)))
    assert.equal(count(answers, 200) + count(answers, 409), 50)
    assert.ok(count(answers, 200) >= 1)
    assert.equal((await history(id)).length, 2)
    assert.equal((await change(id, 20, headers)).headers['idempotent-replayed'], 'true')
  })

  test('in months that nobody had are all stored', async () => {
    const ids = await Promise.all(Array.from({ length: 10 }, () => storeOrder(db)))
    const told = ids.flatMap((id, i) =>
      [1, 2, 3].map((month) => change(id, 4, {}, { timestamp: `19${80 + i}-0${month}-15T12:00:00Z` })),
    )
    const answers = await Promise.all(told)
    assert.equal(count(answers, 200), 30)
    for (const id of ids) assert.equal((await history(id)).filter(({ at }) => at < '1990').length > 0, true)
  })
})

/** True when no known status comes after one of a later group, and nothing after an end. */
function goesForward(chain: readonly number[]): boolean {
  const groups = [[10], [20, 40], [50, 60], [70], [80], [100], [90, 110]]
  const ranks = chain
    .map((code) => groups.findIndex((codes) => codes.includes(code)))
    .filter((rank) => rank >= 0)
  return ranks.every((rank, i) => i === 0 || rank >= (ranks[i - 1] ?? 0))
}

test('the numbers are those of the events', () => assertReconciled(db))
