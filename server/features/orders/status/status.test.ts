import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { describe, test } from 'node:test'
import { sql } from 'kysely'
import type { Order } from '#contract/orders.ts'
import { makeKey, makeUser } from '../../../../test/support/accounts.ts'
import { faultsOf, problemOf } from '../../../../test/support/app.ts'
import { at, created, startOrdersApp } from '../../../../test/support/orders-app.ts'
import { assertReconciled } from '../../../../test/support/reconcile.ts'
import { storeOrder } from '../../../../test/support/store-order.ts'

const { db, send, change, show, history, told } = await startOrdersApp()

describe('a change of a status', () => {
  test('answers the order as it is then, with what may follow and its version', async () => {
    const id = await storeOrder(db, { created })
    const answer = await change(id, 'ACCEPTED', { change: { source: 'till 3', reason: 'paid' } })
    assert.equal(answer.status, 200)
    assert.equal(answer.headers['etag'], '"2"')
    const order: Order = JSON.parse(answer.text)
    assert.deepEqual(
      [order.status, order.statusName, order.group, order.version],
      [20, 'ACCEPTED', 'accepted', 2],
    )
    assert.deepEqual(order.nextStatuses.slice(0, 3), [
      { status: 40, statusName: 'PRINTED', group: 'accepted' },
      { status: 50, statusName: 'PREPARING', group: 'kitchen' },
      { status: 60, statusName: 'PREPARED', group: 'kitchen' },
    ])
    assert.deepEqual(
      order.statusHistory.map(({ status }) => status),
      [10, 20],
    )
    assert.deepEqual(await show(id), order)
    const entry = (await history(id))[1]
    assert.deepEqual(
      [entry?.actor, entry?.source, entry?.reason, entry?.at],
      ['admin-key', 'till 3', 'paid', '2026-03-01T12:00:00.000Z'],
    )
  })

  test('backwards is refused, names what may follow, and stays in the history', async () => {
    const id = await storeOrder(db, { created })
    await change(id, 70)
    const answer = await change(id, 20, { change: { reason: 'oops' } })
    assert.equal(answer.status, 409)
    const problem = problemOf(answer)
    assert.equal(problem['code'], 'transition-not-allowed')
    assert.match(String(problem['detail']), /70 READY_FOR_PICKUP.*20 ACCEPTED.*80 IN_DELIVERY/)
    assert.deepEqual(problem['nextStatuses'], (await show(id)).nextStatuses)
    const entry = (await history(id)).at(-1)
    assert.deepEqual(
      [entry?.status, entry?.applied, entry?.refusal, entry?.reason],
      [20, false, 'transition-not-allowed', 'oops'],
    )
    const order = await show(id)
    assert.deepEqual([order.status, order.version], [70, 2])
  })

  test('out of an end is refused, whatever it is', async () => {
    const id = await storeOrder(db, { created })
    await change(id, 90)
    for (const status of [95, 110, 100, 10, 777]) {
      const answer = await change(id, status)
      assert.equal(answer.status, 409)
      assert.deepEqual(problemOf(answer)['nextStatuses'], [])
    }
    assert.equal((await change(id, 90)).status, 200)
  })

  test('to the same status adds nothing', async () => {
    const id = await storeOrder(db, { created })
    await change(id, 20)
    const again = await change(id, 20, { change: { reason: 'again' } })
    assert.deepEqual([again.status, again.headers['etag']], [200, '"2"'])
    const forced = await change(id, 20, { change: { reason: 'again', force: true } })
    assert.deepEqual([forced.status, forced.headers['etag']], [200, '"2"'])
    const timed = await change(id, 20, { change: { timestamp: '2026-03-01T13:00:00Z' } })
    assert.deepEqual([timed.status, timed.headers['etag']], [200, '"2"'])
    assert.deepEqual(await told(id), ['10 10:00:00', '20 12:00:00'])
  })

  test('to an unknown code is taken, keeps the group, and blocks nothing', async () => {
    const id = await storeOrder(db, { created })
    await change(id, 50)
    const order: Order = JSON.parse((await change(id, 777)).text)
    assert.deepEqual([order.status, order.statusName, order.group], [777, null, 'kitchen'])
    assert.equal((await change(id, 20)).status, 409)
    assert.equal((await change(id, 70)).status, 200)
  })

  test('of no order is 404, also under If-Match', async () => {
    for (const id of ['nobody', ' ', 'x'.repeat(300), '%00', '..%2f']) {
      assert.equal((await change(encodeURIComponent(id), 20)).status, 404)
      assert.equal((await change(encodeURIComponent(id), 20, { headers: { 'if-match': '"1"' } })).status, 404)
      for (const list of ['history', 'history.csv'])
        assert.equal((await send(`/api/orders/${encodeURIComponent(id)}/${list}`)).status, 404)
    }
  })

  test('that says nothing sensible is 422, and nothing is coerced', async () => {
    const id = await storeOrder(db, { created })
    for (const status of [
      '20',
      'accepted',
      'NONE',
      '',
      null,
      true,
      1.5,
      -1,
      2_147_483_648,
      1e300,
      [20],
      { code: 20 },
    ])
      assert.equal((await change(id, status)).status, 422, JSON.stringify(status))
    for (const more of [
      ...[{ timestamp: '2026-02-30T10:00:00Z' }, { timestamp: '' }, { timestamp: 5 }, { timestamp: null }],
      ...[{ timestamp: 'yesterday' }, { timestamp: '2026-03-01' }, { timestamp: '2026-03-01T25:00:00Z' }],
      ...[
        { source: '' },
        { source: 'x'.repeat(256) },
        { reason: null },
        { force: 'true' },
        { colour: 'red' },
      ],
    ])
      assert.equal((await change(id, 20, { change: more })).status, 422, JSON.stringify(more))
    assert.deepEqual(await told(id), ['10 10:00:00'])
  })

  test('to what is no status is one fault, which says what it may be', async () => {
    const id = await storeOrder(db, { created })
    for (const status of ['NONE', null, 1.5, {}]) {
      const answer = await change(id, status)
      assert.deepEqual(faultsOf(answer), ['/status value-invalid'])
      assert.match(String(problemOf(answer)['detail']), /must be integer or must be one of BEFORE_PARSED, /)
    }
  })

  test('without a status, or with two faults, names each', async () => {
    const id = await storeOrder(db, { created })
    assert.deepEqual(faultsOf(await change(id, undefined, { change: { reason: '' } })), [
      '/status value-missing',
      '/reason too-short',
    ])
  })

  test('at a time that no clock shows is 422', async () => {
    const id = await storeOrder(db, { created })
    for (const timestamp of [
      '1969-12-31T23:59:59.999Z',
      '2100-01-01T00:00:00Z',
      '0001-01-01T00:00:00Z',
      '9999-12-31T23:59:59Z',
    ])
      assert.deepEqual(faultsOf(await change(id, 20, { change: { timestamp } })), [
        '/timestamp time-out-of-range',
      ])
    for (const timestamp of ['2016-12-31T23:59:60Z', '2026-03-01T10:00:00+05'])
      assert.deepEqual(faultsOf(await change(id, 20, { change: { timestamp } })), ['/timestamp format-wrong'])
  })
})

describe('force', () => {
  const forced = { reason: 'the driver came back', force: true }

  test('by an admin with a reason leads out of an end, and is in the audit log', async () => {
    const id = await storeOrder(db, { created })
    await change(id, 90)
    const answer = await change(id, 50, { change: forced })
    assert.deepEqual([answer.status, JSON.parse(answer.text).group], [200, 'kitchen'])
    const { rows } = await sql`
      select action, details->>'from' as "from", details->>'to' as "to", details ? 'reason' as reason
      from audit_log where subject_id = ${id}`.execute(db)
    assert.deepEqual(rows, [{ action: 'order.force-status', from: '90', to: '50', reason: false }])
    const history = JSON.parse((await send(`/api/orders/${id}/history`)).text)
    assert.equal(history.items.at(-1).reason, forced.reason)
  })

  test('counts also against an event that is stored and refused at the same instant', async () => {
    const id = await storeOrder(db, { created })
    await change(id, 90, at('11:00'))
    assert.equal((await change(id, 50, at('11:30'))).status, 409)
    assert.equal((await change(id, 50, { change: { ...forced, ...at('11:30').change } })).status, 200)
    assert.deepEqual(await told(id), ['10 10:00:00', '90 11:00:00', '!50 11:30:00', '50 11:30:00'])
  })

  test('without a reason is 422', async () => {
    const id = await storeOrder(db, { created })
    for (const more of [{ force: true }, { force: true, reason: ' \t' }])
      assert.deepEqual(faultsOf(await change(id, 20, { change: more })), ['/reason value-missing'])
  })

  test('by anybody else is 403, and nothing is done', async () => {
    const operator = await makeUser(db)
    const { headers } = await makeKey(db, operator)
    const id = await storeOrder(db, { created })
    const answer = await change(id, 20, { headers, change: forced })
    assert.deepEqual([answer.status, problemOf(answer)['code']], [403, 'role-insufficient'])
    assert.equal((await change(id, 20, { headers, change: { force: false } })).status, 200)
    assert.deepEqual(await told(id), ['10 10:00:00', '20 12:00:00'])
    assert.match((await history(id))[1]?.actor ?? '', /^key:/)
  })
})

describe('If-Match', () => {
  test('that fits lets the change through', async () => {
    const id = await storeOrder(db, { created })
    const { headers } = await send(`/api/orders/${id}`)
    const first = await change(id, 20, { headers: { 'if-match': String(headers['etag']) } })
    assert.equal(first.status, 200)
    assert.equal(
      (await change(id, 50, { headers: { 'if-match': String(first.headers['etag']) } })).status,
      200,
    )
    assert.equal((await change(id, 60, { headers: { 'if-match': '*' } })).status, 200)
  })

  test('that does not fit is 412 before anything else, and nothing is kept', async () => {
    const id = await storeOrder(db, { created })
    await change(id, 90)
    for (const tag of ['"1"', 'W/"2"', '2', '"2', '""', '', '"3", "4"'])
      for (const more of [{}, { force: true }, { timestamp: '1900-01-01T00:00:00Z' }]) {
        const answer = await change(id, 20, { headers: { 'if-match': tag }, change: more })
        assert.deepEqual([answer.status, problemOf(answer)['code']], [412, 'precondition-failed'], tag)
        assert.equal(answer.headers['etag'], '"2"')
      }
    assert.equal((await history(id)).length, 2)
  })

  test('comes before a body that is none: 412 where it does not fit, 404 without the order, else 422', async () => {
    const id = await storeOrder(db, { created })
    for (const [status, more] of [
      ['zzz', {}],
      [undefined, {}],
      [20, { colour: 'red' }],
    ] as const) {
      const answer = await change(id, status, { headers: { 'if-match': '"77"' }, change: more })
      assert.deepEqual([answer.status, answer.headers['etag']], [412, '"1"'])
      assert.equal(
        (await change('nobody', status, { headers: { 'if-match': '"1"' }, change: more })).status,
        404,
      )
      assert.equal((await change(id, status, { headers: { 'if-match': '"1"' }, change: more })).status, 422)
      const key = { 'idempotency-key': randomUUID(), 'if-match': '"77"' }
      for (let attempt = 1; attempt <= 2; attempt += 1)
        assert.equal((await change(id, status, { headers: key, change: more })).status, 412)
    }
    assert.equal((await change('%00', 'zzz', { headers: { 'if-match': '"1"' } })).status, 404)
    assert.deepEqual(await told(id), ['10 10:00:00'])
  })

  test('still fits after an event that was refused', async () => {
    const id = await storeOrder(db, { created })
    const { headers, text } = await change(id, 70)
    assert.equal((await change(id, 20)).status, 409)
    assert.deepEqual(await show(id), JSON.parse(text))
    assert.equal((await change(id, 80, { headers: { 'if-match': String(headers['etag']) } })).status, 200)
  })
})

describe('an Idempotency-Key', () => {
  test('gives the same answer again, and does nothing twice', async () => {
    const id = await storeOrder(db, { created })
    const headers = { 'idempotency-key': randomUUID(), 'if-match': '"1"' }
    const first = await change(id, 20, { headers })
    const second = await change(id, 20, { headers })
    assert.deepEqual([second.status, second.text, second.headers['etag']], [200, first.text, '"2"'])
    assert.equal(second.headers['idempotent-replayed'], 'true')
  })

  test('keeps a refused event once, and refuses it again', async () => {
    const id = await storeOrder(db, { created })
    await change(id, 90)
    const headers = { 'idempotency-key': randomUUID() }
    const first = await change(id, 20, { headers })
    const second = await change(id, 20, { headers })
    assert.deepEqual([first.status, second.status], [409, 409])
    assert.equal(problemOf(second)['detail'], problemOf(first)['detail'])
    assert.deepEqual(problemOf(second)['nextStatuses'], [])
    assert.equal((await history(id)).length, 3)
  })
})

test('the numbers are those of the events', () => assertReconciled(db))
