import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readOrderFilter } from './order-filter.ts'

test('of an address only what narrows the list counts', () => {
  assert.deepEqual(readOrderFilter({ q: 'burger', status: '', cursor: 'x', group: 'done' }), {
    q: 'burger',
    group: 'done',
  })
})
