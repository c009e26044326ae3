import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { problemOf } from '../../../../test/support/app.ts'
import { at, created, startOrdersApp } from '../../../../test/support/orders-app.ts'
import { assertReconciled } from '../../../../test/support/reconcile.ts'
import { storeOrder } from '../../../../test/support/store-order.ts'

const { db, clock, change, show, history, told } = await startOrdersApp()

describe('a late event', () => {
  test('counts at its time, and may turn a later one into refused', async () => {
    const id = await storeOrder(db, { created })
    await change(id, 20, at('11:00'))
    assert.equal((await change(id, 70, at('10:30'))).status, 200)
    assert.deepEqual(await told(id), ['10 10:00:00', '70 10:30:00', '!20 11:00:00'])
    const { status, statusHistory } = await show(id)
    assert.equal(status, 70)
    assert.deepEqual(
      statusHistory.map((entry) => entry.status),
      [10, 70],
    )
  })

  test('that does not count is 409, with what might have come then', async () => {
    const id = await storeOrder(db, { created })
    await change(id, 50, at('11:00'))
    await change(id, 90, at('11:30'))
    const answer = await change(id, 20, at('11:15'))
    assert.equal(answer.status, 409)
    assert.match(String(problemOf(answer)['detail']), /50 PREPARING \(kitchen\).*70 READY_FOR_PICKUP/)
    assert.equal((await change(id, 20, at('11:15'))).status, 409)
    assert.deepEqual(await told(id), ['10 10:00:00', '50 11:00:00', '!20 11:15:00', '90 11:30:00'])
  })

  test('never opens an order again that has ended', async () => {
    const id = await storeOrder(db, { created })
    await change(id, 90, at('11:00'))
    assert.equal((await change(id, 50, at('11:30'))).status, 409)
    assert.equal((await change(id, 50, at('10:30'))).status, 200)
    assert.equal((await show(id)).status, 90)
    assert.equal((await change(id, 110, at('10:45'))).status, 200)
    assert.deepEqual(await told(id), [
      '10 10:00:00',
      '50 10:30:00',
      '110 10:45:00',
      '!90 11:00:00',
      '!50 11:30:00',
    ])
  })

  test('said twice is stored once, and answered alike', async () => {
    const id = await storeOrder(db, { created })
    const first = await change(id, 20, at('11:00'))
    const second = await change(id, 20, at('11:00'))
    assert.deepEqual([second.status, second.text], [first.status, first.text])
    assert.equal((await history(id)).length, 2)
  })

  test('that only repeats is kept unseen, and counts when it has to', async () => {
    const id = await storeOrder(db, { created })
    await change(id, 20, at('11:00'))
    assert.equal((await change(id, 20, at('11:20'))).status, 200)
    assert.deepEqual(await told(id), ['10 10:00:00', '20 11:00:00'])
    assert.equal((await change(id, 40, at('11:10'))).status, 200)
    assert.deepEqual(await told(id), ['10 10:00:00', '20 11:00:00', '40 11:10:00', '20 11:20:00'])
    assert.equal((await show(id)).status, 20)
  })

  test('of the same instant counts in the order of arrival', async () => {
    const one = await storeOrder(db, { created })
    for (const status of [20, 50]) assert.equal((await change(one, status, at('11:00'))).status, 200)
    assert.deepEqual(await told(one), ['10 10:00:00', '20 11:00:00', '50 11:00:00'])
    const two = await storeOrder(db, { created })
    assert.equal((await change(two, 50, at('11:00'))).status, 200)
    assert.equal((await change(two, 20, at('11:00'))).status, 409)
    assert.deepEqual(await told(two), ['10 10:00:00', '50 11:00:00', '!20 11:00:00'])
  })

  test('of a month that nobody had, years ago or ahead, is right', async () => {
    const id = await storeOrder(db, { created })
    assert.equal((await change(id, 4, { change: { timestamp: '1970-01-01T00:00:00Z' } })).status, 200)
    assert.equal((await change(id, 50, { change: { timestamp: '2099-12-31T23:59:59.999Z' } })).status, 200)
    assert.equal((await change(id, 20, { change: { timestamp: '2031-07-01T02:30:00+05:45' } })).status, 200)
    assert.deepEqual(
      (await history(id)).map((entry) => entry.at),
      [
        ...['1970-01-01T00:00:00.000Z', '2026-03-01T10:00:00.000Z'],
        ...['2031-06-30T20:45:00.000Z', '2099-12-31T23:59:59.999Z'],
      ],
    )
    assert.equal((await change(id, 60)).status, 200)
    assert.equal((await show(id)).status, 60)
  })
})

describe('an event without a time', () => {
  test('comes behind the last one when the clock stands still or goes back', async () => {
    const id = await storeOrder(db, { created })
    await change(id, 20)
    await change(id, 50)
    const before = clock.time
    clock.time -= 3_600_000
    await change(id, 70).finally(() => {
      clock.time = before
    })
    assert.deepEqual(
      (await history(id)).map((entry) => entry.at.slice(11)),
      ['10:00:00.000Z', '12:00:00.000Z', '12:00:00.001Z', '12:00:00.002Z'],
    )
  })

  test('follows on what the order is, also when somebody’s clock is fast', async () => {
    const id = await storeOrder(db, { created })
    await change(id, 50, { change: { timestamp: '2026-03-01T18:00:00Z' } })
    assert.equal((await change(id, 20)).status, 409)
    assert.equal((await change(id, 70)).status, 200)
    assert.deepEqual(
      (await history(id)).map((entry) => entry.at.slice(11)),
      ['10:00:00.000Z', '18:00:00.000Z', '18:00:00.001Z', '18:00:00.002Z'],
    )
  })
})

test('the numbers are those of the events', () => assertReconciled(db))
