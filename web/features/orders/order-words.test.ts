import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addressLines, refusalWords } from './order-words.ts'

test('an address is written in lines, without those that nobody gave', () => {
  assert.deepEqual(addressLines({ city: 'Helsinki', street: 'Huuvatie 1', postalCode: '00100' }), [
    'Huuvatie 1',
    '00100 Helsinki',
  ])
  assert.deepEqual(addressLines({ city: 'Oulu' }), ['Oulu'])
  assert.deepEqual(addressLines(null), [])
})

test('an event that does not count says why, also when no reason is known', () => {
  assert.match(refusalWords({ refusal: 'transition-not-allowed' }), /cannot become/)
  assert.match(refusalWords({ refusal: 'repeated' }), /already/)
  assert.equal(refusalWords({}), 'Not counted.')
})
