import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createShuffle } from './shuffle.ts'

test('a shuffle visits every number below its size once', () => {
  for (const size of [1, 2, 3, 50, 257, 1000]) {
    const shuffle = createShuffle(size, 7)
    const visited = new Set(Array.from({ length: size }, (_, index) => shuffle(index)))
    assert.equal(visited.size, size)
    assert.ok([...visited].every((value) => value >= 0 && value < size))
  }
})

test('a shuffle depends on its seed and on nothing else', () => {
  const order = (seed: number) => Array.from({ length: 100 }, (_, index) => createShuffle(100, seed)(index))
  assert.deepEqual(order(1), order(1))
  assert.notDeepEqual(order(1), order(2))
})
