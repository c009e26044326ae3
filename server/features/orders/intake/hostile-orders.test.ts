import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { faultsOf, problemOf, startTestApp, withKey } from '../../../../test/support/app.ts'
import { makeOrder, ordersOf } from '../../../../test/support/orders.ts'
import { addOrderRoutes } from '../order-routes.ts'

const app = await startTestApp({ features: [addOrderRoutes] })
const { place } = ordersOf(app)

const item = { name: 'Soup', quantity: 1 }
const rocket = '\u{1f680}'

/** What is wrong with an order, and every pointer that is answered for it. */
const faulty: [string, unknown, string[]][] = [
  ['a list', [], [' type-wrong']],
  ['null', 'null', [' type-wrong']],
  ['a text', '"order"', [' type-wrong']],
  ['nothing that is needed', {}, ['/customer value-missing', '/items value-missing']],
  ['no items', makeOrder({ items: [] }), ['/items too-few']],
  ['quantity 0', makeOrder({ items: [{ ...item, quantity: 0 }] }), ['/items/0/quantity too-small']],
  ['quantity -1', makeOrder({ items: [item, { ...item, quantity: -1 }] }), ['/items/1/quantity too-small']],
  ['quantity 1.5', makeOrder({ items: [{ ...item, quantity: 1.5 }] }), ['/items/0/quantity type-wrong']],
  [
    'a quantity that is a text',
    makeOrder({ items: [{ ...item, quantity: '1' }] }),
    ['/items/0/quantity type-wrong'],
  ],
  [
    'no quantity and an empty name',
    makeOrder({ items: [{ name: '' }] }),
    ['/items/0/quantity value-missing', '/items/0/name too-short'],
  ],
  ['an item that is null', makeOrder({ items: [null] }), ['/items/0 type-wrong']],
  ['a customer without anything', makeOrder({ customer: { email: 'a@b.c' } }), ['/customer value-missing']],
  ['a customer that is null', makeOrder({ customer: null }), ['/customer type-wrong']],
  ['a customer whose name is a number', makeOrder({ customer: { name: 5 } }), ['/customer/name type-wrong']],
  ['a customer whose name is null', makeOrder({ customer: { name: null } }), ['/customer/name type-wrong']],
  ['an id that is a number', makeOrder({ _id: 5 }), ['/_id type-wrong']],
  ['an empty id', makeOrder({ _id: '' }), ['/_id too-short']],
  [
    '256 characters',
    makeOrder({ _id: 'x'.repeat(256), account: rocket.repeat(256) }),
    ['/_id too-long', '/account too-long'],
  ],
  ['a status that is null', makeOrder({ status: null }), ['/status status-unknown']],
  ['a status with a fraction', makeOrder({ status: 1.5 }), ['/status status-unknown']],
  ['a negative status', makeOrder({ status: -1 }), ['/status status-unknown']],
  ['a status beyond all codes', makeOrder({ status: 2_147_483_648 }), ['/status status-unknown']],
  ['a status that nobody knows', makeOrder({ status: 'DONE' }), ['/status status-unknown']],
  ['a status in small letters', makeOrder({ status: 'new' }), ['/status status-unknown']],
  ['a code that is a text', makeOrder({ status: '10' }), ['/status status-unknown']],
  ['a day that is not', makeOrder({ created: '2021-02-30T10:00:00Z' }), ['/created format-wrong']],
  ['a time without a zone', makeOrder({ created: '2021-02-03T10:00:00' }), ['/created format-wrong']],
  ['the second 60', makeOrder({ pickupTime: '2016-12-31T23:59:60Z' }), ['/pickupTime format-wrong']],
  ['a time as a number', makeOrder({ created: 1626984482 }), ['/created type-wrong']],
  ['a pickup that is null', makeOrder({ pickupTime: null }), ['/pickupTime type-wrong']],
  ['a time before 1970', makeOrder({ created: '1969-12-31T23:59:59.999Z' }), ['/created time-out-of-range']],
  ['a time after 2099', makeOrder({ pickupTime: '2100-01-01T00:00:00Z' }), ['/pickupTime time-out-of-range']],
  [
    'two times of creation',
    makeOrder({ created: '2021-01-01T00:00:00Z', _created: '2021-01-02T00:00:00Z' }),
    ['/_created value-invalid'],
  ],
  [
    'a history without times',
    makeOrder({ statusHistory: [{ status: 10 }] }),
    ['/statusHistory/0/timestamp value-missing'],
  ],
  [
    'a history of nothing',
    makeOrder({ statusHistory: [null, 5] }),
    ['/statusHistory/0 type-wrong', '/statusHistory/1 type-wrong'],
  ],
  [
    'a history out of range',
    makeOrder({ statusHistory: [{ status: 'X', timeStamp: '1900-01-01T00:00:00Z' }] }),
    ['/statusHistory/0/status status-unknown', '/statusHistory/0/timeStamp time-out-of-range'],
  ],
  [
    'an address that is a text',
    makeOrder({ deliveryAddress: 'Huuvatie 1' }),
    ['/deliveryAddress type-wrong'],
  ],
  ['a NUL', makeOrder({ note: 'a\0b' }), ['/note character-unstorable']],
  [
    'half of a surrogate pair',
    makeOrder({ notes: [{ '\ud800': 1 }] }),
    ['/notes/0/\ud800 character-unstorable'],
  ],
  [
    'a name that stands twice',
    '{"customer":{"name":"a","name":"b"},"items":[{"name":"x","quantity":1}]}',
    ['/customer/name repeated'],
  ],
  [
    'the same name spelt in two ways',
    '{"customer":{"name":"a","n\\u0061me":"b"},"items":[{"name":"x","quantity":1}]}',
    ['/customer/name repeated'],
  ],
  [
    '__proto__',
    '{"customer":{"name":"a","__proto__":{"id":"x"}},"items":[{"name":"x","quantity":1}]}',
    ['/customer/__proto__ value-unknown'],
  ],
  [
    'a number that nobody can mean',
    '{"customer":{"name":"a"},"items":[{"name":"x","quantity":1}],"big":1e500}',
    ['/big value-invalid'],
  ],
]

for (const [name, body, expected] of faulty)
  test(`${name} is refused with all pointers`, async () => {
    const answer = await place(body)
    assert.equal(answer.status, 422, answer.text)
    assert.deepEqual(faultsOf(answer).toSorted(), expected.toSorted())
  })

test('255 characters are counted as code points', async () => {
  const answer = await place(makeOrder({ _id: rocket.repeat(255), customer: { name: rocket.repeat(255) } }))
  assert.equal(answer.status, 201)
})

test('names of prototypes are names like others', async () => {
  const answer = await place(makeOrder({ _id: 'constructor', constructor: { prototype: 1 }, toString: 'x' }))
  assert.equal(answer.status, 201)
  assert.deepEqual(JSON.parse(answer.text).constructor, { prototype: 1 })
})

test('a document as deep as a body can be is refused', async () => {
  for (const deep of ['['.repeat(400_000) + ']'.repeat(400_000), '{"a":'.repeat(60) + 1 + '}'.repeat(60)]) {
    const answer = await place(`{"customer":{"name":"a"},"items":[{"name":"x","quantity":1}],"deep":${deep}}`)
    assert.equal(answer.status, 422)
    assert.match(answer.text, /nested deeper than 50/)
  }
})

test('bodies that are no JSON in UTF-8 are refused for what they are', async () => {
  const codeOf = async (body: string | Buffer, type = 'application/json') => {
    const answer = await place(body, { 'content-type': type })
    return [answer.status, problemOf(answer)['code']]
  }
  assert.deepEqual(await codeOf(''), [400, 'body-missing'])
  assert.deepEqual(await codeOf(' \n'), [400, 'body-missing'])
  for (const text of ['{', '{"a":NaN}', "{'a':1}", '{"a":1}{"b":2}', '{"a":"\n"}', '\0'])
    assert.deepEqual(
      await codeOf(text),
      text === '\0' ? [422, 'values-invalid'] : [400, 'body-malformed'],
      text,
    )
  assert.deepEqual(await codeOf(Buffer.from([0x22, 0xff, 0x22])), [400, 'body-malformed'])
  assert.deepEqual(await codeOf('{}', 'application/json; charset=latin1'), [415, 'content-type-unsupported'])
  assert.deepEqual(await codeOf('{}', 'application/xml'), [415, 'content-type-unsupported'])
  assert.deepEqual(await codeOf(`"${'x'.repeat(1_048_576)}"`), [413, 'body-too-large'])
})

test('parameters and wrong methods are refused', async () => {
  const headers = { ...withKey, 'content-type': 'application/json' }
  const body = JSON.stringify(makeOrder())
  const answer = await app.send('/api/orders?dry=1', { method: 'POST', headers, body })
  assert.deepEqual(faultsOf(answer), ['/dry value-unknown'])
  assert.equal((await app.send('/api/orders', { method: 'DELETE', headers: withKey })).status, 405)
})

test('nothing of a refused order is stored', async () => {
  const { rows } = await sql<{ count: number }>`
    select (select count(*) from orders) + (select count(*) from customers) + (select count(*) from order_documents)
      + (select count(*) from order_events) as count
  `.execute(app.db)
  assert.equal(rows[0]?.count, 8)
})
