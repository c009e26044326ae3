import assert from 'node:assert/strict'
import { test } from 'node:test'
import { idInPath } from './id-in-path.ts'

const { parse, stringify } = idInPath('orderId')

for (const id of ['60f87ea2a52dad8a3fa4860', 'order.1', '..', '%2E', '100%', 'a/b ä', '%252E']) {
  test(`the id "${id}" comes back from its address, which holds no dot`, () => {
    const { orderId } = stringify({ orderId: id })
    assert.equal(orderId.includes('.'), false)
    assert.equal(parse({ orderId }).orderId, id)
  })
}
