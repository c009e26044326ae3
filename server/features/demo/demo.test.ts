import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Compile } from 'typebox/schema'
import { PlaceOrder } from '#contract/orders.ts'
import { foldEvents } from '../orders/lifecycle/fold-events.ts'
import { makeFiles } from './demo-files.ts'
import { makeLiveOrder, makeOrders } from './demo-orders.ts'
import { seededChance } from './seeded-random.ts'

const untilMs = Date.parse('2025-06-14T17:00:00Z')
const plan = { orders: 4_000, days: 365, seed: 7, untilMs }
const orders = [...makeOrders(plan)]

describe('made-up orders', () => {
  test('are the same for the same plan, and others for another seed', () => {
    assert.deepEqual([...makeOrders(plan)], orders)
    const others = new Set([...makeOrders({ ...plan, seed: 8 })].map(({ _id }) => _id))
    assert.ok(orders.every(({ _id }) => !others.has(_id)))
  })

  test('are as many as asked for, each with an id of its own, none at all too', () => {
    assert.equal(orders.length, 4_000)
    assert.equal(new Set(orders.map(({ _id }) => _id)).size, 4_000)
    assert.deepEqual([...makeOrders({ ...plan, orders: 0 })], [])
    assert.equal([...makeOrders({ ...plan, orders: 3, days: 1 })].length, 3)
  })

  test('are documents that the contract takes, and every status may follow the one before', () => {
    const schema = Compile(PlaceOrder)
    for (const order of orders) {
      assert.ok(schema.Check(order), JSON.stringify(order))
      const events = (order.statusHistory ?? []).map(({ status, timestamp = '' }) => ({
        status: Number(status),
        at: Date.parse(timestamp),
        isForced: false,
      }))
      const { verdicts, status } = foldEvents(events)
      assert.deepEqual(new Set(verdicts), new Set(['applied']))
      assert.equal(status, order.status)
    }
  })

  test('come around lunch and dinner, on all days, and nothing happens after the end', () => {
    const byHour = Map.groupBy(orders, ({ created = '' }) => new Date(created).getUTCHours())
    const count = (hour: number) => byHour.get(hour)?.length ?? 0
    assert.ok(count(12) > 3 * count(15) && count(18) > 3 * count(15) && count(3) === 0)
    assert.ok(new Set(orders.map(({ created = '' }) => created.slice(0, 10))).size > 350)
    const last = orders.flatMap(({ statusHistory = [] }) =>
      statusHistory.map(({ timestamp = '' }) => timestamp),
    )
    assert.ok(last.every((timestamp) => Date.parse(timestamp) <= untilMs))
  })

  test('some end badly, and customers come again', () => {
    const ends = new Set(orders.map(({ status }) => status))
    for (const status of [90, 95, 35, 110, 120]) assert.ok(ends.has(status), `status ${status}`)
    const people = new Set(orders.map(({ customer }) => customer.phoneNumber))
    assert.ok(people.size > 100 && people.size < 500, `${people.size} people`)
  })

  test('that come now begin at their first status, and the rest is still to happen', () => {
    const { order, story } = makeLiveOrder(seededChance(1), {
      seed: 1,
      number: 5,
      people: 10,
      nowMs: untilMs,
    })
    assert.equal(order.created, '2025-06-14T17:00:00.000Z')
    assert.equal(order.status, 4)
    assert.ok(story.length > 1 && story.every(({ afterMs }, i) => afterMs >= (story[i - 1]?.afterMs ?? 0)))
  })
})

test('made-up files are the same for the same seed, and hold some rows that are refused', () => {
  const wanted = { tickets: 5_000, payments: 1_000, seed: 3, untilMs }
  const files = makeFiles(wanted)
  assert.deepEqual(makeFiles(wanted), files)
  const lines = files.barcodes.trimEnd().split('\n')
  assert.ok(lines.length > 5_000, 'a row for each ticket, and the wrong ones')
  assert.ok(new Set(lines.map((line) => line.split(',')[0])).size < lines.length)
  assert.match(files.transactions, /,(15\/01\/2024|2024-02-30|Jan 15 2024),/)
})
