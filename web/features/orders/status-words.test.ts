import assert from 'node:assert/strict'
import { test } from 'node:test'
import { orderStatuses } from '#contract/order-statuses.ts'
import { groupWordsOf, statusesByGroup, statusWords } from './status-words.ts'

test('a status is called by words, an unknown one by its number', () => {
  assert.equal(statusWords(70, 'READY_FOR_PICKUP'), 'Ready for pickup')
  assert.equal(statusWords(6, 'RECEIVED_BY_DMA'), 'Received by DMA')
  assert.equal(statusWords(121, 'POS_RECEIVED_FAILED'), 'POS received failed')
  assert.equal(statusWords(4711, null), 'Status 4711')
})

test('every status is in one of the groups that are offered', () => {
  const offered = statusesByGroup.flatMap(([, statuses]) => statuses.map(({ code }) => code))
  assert.deepEqual(offered.toSorted(), orderStatuses.map(({ code }) => code).toSorted())
})

test('a group that nobody knows is called what it is', () => {
  assert.equal(groupWordsOf('kitchen').words, 'In the kitchen')
  assert.equal(groupWordsOf('constructor').words, 'constructor')
})
