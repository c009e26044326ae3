import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startTestApp, withKey } from '../../../../test/support/app.ts'
import { assertReconciled } from '../../../../test/support/reconcile.ts'
import { addOrderRoutes } from '../order-routes.ts'

const { send, db } = await startTestApp({ features: [addOrderRoutes] })

const json = { ...withKey, 'content-type': 'application/json' }

function post(body: unknown, headers = {}) {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return send('/api/orders', { method: 'POST', headers: { ...json, ...headers }, body: text })
}

const sample = `{"_id":"60f87ea2a52dad8a3fa4860","created":"2021-07-22T20:08:02Z","account":"60bfc6dc4887c9851d5a0246","brandId":"60bfc6dc4887c9851d5a0245",
 "channelOrderId":"TEST1626898082","customer":{"name":"John Doe","phoneNumber":"+123456789"},
 "deliveryAddress":{"city":"Helsinki","street":"Huuvatie 1","postalCode":"00100"},"pickupTime":"2021-07-22T20:28:02Z",
 "items":[{"name":"Hawaii Burger","plu":"CAT1-0001","quantity":1},{"name":"Sushi Set Large","plu":"CAT2-0001","quantity":1}],
 "status":1,"statusHistory":[{"status":4,"timestamp":"2021-07-22T20:08:02Z"},{"status":1,"timestamp":"2021-07-22T20:10:00Z"}]}`

test('the document of the specification is taken verbatim and shown whole', async () => {
  const answer = await post(sample)
  assert.equal(answer.status, 201, answer.text)
  const order = JSON.parse(answer.text)
  const again = await send('/api/orders/60f87ea2a52dad8a3fa4860', { headers: withKey })
  assert.deepEqual(JSON.parse(again.text), order)
  const received = await send('/api/orders/60f87ea2a52dad8a3fa4860/received', { headers: withKey })
  assert.equal(received.text, sample)
})

test('afterwards every number is what the orders say', async () => {
  await assertReconciled(db)
})
