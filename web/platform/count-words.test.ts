import assert from 'node:assert/strict'
import { test } from 'node:test'
import { countWords } from './count-words.ts'

test('one thing is one, and all other numbers are many', () => {
  assert.equal(countWords(1, 'ticket', 'en'), '1 ticket')
  assert.equal(countWords(0, 'ticket', 'en'), '0 tickets')
  assert.equal(countWords(12_345, 'order', 'en'), '12,345 orders')
})
