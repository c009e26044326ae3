import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { sortByNumbers } from './sort-by-numbers.ts'

test('places are sorted by their numbers, equal ones keeping their order', () => {
  const number = fc.oneof(
    fc.nat(20),
    fc.maxSafeNat(),
    fc.nat(2 ** 33),
    fc.constantFrom(2 ** 32 - 1, 2 ** 32, 2 ** 31),
  )
  fc.assert(
    fc.property(fc.array(number, { maxLength: 60 }), (numbers) => {
      const sorted = sortByNumbers(Uint32Array.from(numbers.keys()), Float64Array.from(numbers))
      const expected = [...numbers.keys()].sort((a, b) => numbers[a] - numbers[b])
      assert.deepEqual([...sorted], expected)
    }),
    { numRuns: 1_000 },
  )
})
