import assert from 'node:assert/strict'
import { test } from 'node:test'
import { changeOf } from './change-of.ts'

const customer = { name: 'John Doe', email: null, phoneNumber: '+123456789' }

test('only what is another value is changed, and what was emptied is taken away', () => {
  assert.deepEqual(changeOf(customer, { name: 'Jane Doe', email: 'jane@example.org' }), {
    name: 'Jane Doe',
    email: 'jane@example.org',
    phoneNumber: null,
  })
})

test('a form that was not touched changes nothing', () => {
  assert.deepEqual(changeOf(customer, { name: 'John Doe', phoneNumber: '+123456789' }), {})
})
