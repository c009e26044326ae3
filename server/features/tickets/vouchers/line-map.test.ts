import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createLineMapBuilder, lineOf } from './line-map.ts'

test('every row has the line that it was given', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 50 }), (steps) => {
      let line = 0
      const lines = steps.map((step) => {
        line += step
        return line
      })
      const builder = createLineMapBuilder()
      lines.forEach(builder.add)
      const map = builder.toMap()
      assert.deepEqual(
        lines.map((_, row) => lineOf(map, row)),
        lines,
      )
    }),
  )
})

test('a file with one row a line needs a single pair', () => {
  const builder = createLineMapBuilder()
  for (let line = 5; line < 1_000; line++) builder.add(line)
  assert.equal(builder.toMap().length, 2)
})
