import assert from 'node:assert/strict'
import { isUtf8 } from 'node:buffer'
import { test } from 'node:test'
import fc from 'fast-check'
import { findInvalidUtf8 } from './find-invalid-utf8.ts'

test('it finds a fault exactly where Node finds bytes that are not UTF-8', () => {
  const bytes = fc.uint8Array({ maxLength: 12 })
  const mostlyText = fc
    .tuple(fc.string({ unit: 'binary' }), bytes, fc.string())
    .map(([a, b, c]) => Buffer.concat([Buffer.from(a.toWellFormed()), b, Buffer.from(c)]))
  fc.assert(
    fc.property(fc.oneof(bytes, mostlyText), (input) => {
      const at = findInvalidUtf8(input)
      assert.equal(at === -1, isUtf8(input))
      if (at >= 0) assert.ok(isUtf8(input.subarray(0, at)))
    }),
    { numRuns: 2_000 },
  )
})

test('it names the first byte of a wrong character', () => {
  const cases: [number[], number][] = [
    [[0x61, 0xff], 1],
    [[0xc0, 0x80], 0],
    [[0xe0, 0x9f, 0xbf], 0],
    [[0x61, 0xed, 0xa0, 0x80], 1],
    [[0xf4, 0x90, 0x80, 0x80], 0],
    [[0xe2, 0x82, 0xac, 0xe2, 0x82], 3],
    [[0xf0, 0x9f, 0x98, 0x80], -1],
  ]
  for (const [bytes, at] of cases) assert.equal(findInvalidUtf8(Uint8Array.from(bytes)), at, String(bytes))
})
