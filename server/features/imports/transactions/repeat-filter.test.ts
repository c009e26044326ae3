import assert from 'node:assert/strict'
import { test } from 'node:test'
import { array, assert as check, property, string } from 'fast-check'
import { createRepeatFilter } from './repeat-filter.ts'

test('every id that comes twice is a suspect', () => {
  check(
    property(array(string()), array(string()), (before, between) => {
      const filter = createRepeatFilter(10)
      for (const id of [...before, ...between, ...before]) filter.add(toCell(id))
      const suspects = new Set(filter.suspects())
      for (const id of before) assert.ok(suspects.has(toCell(id).bytes.toString()))
    }),
  )
})

test('few ids are suspects that come once', () => {
  const filter = createRepeatFilter(200_000)
  for (let i = 0; i < 200_000; i++) filter.add(toCell(`T-${i.toString(36)}-${i * 7_919}`))
  const wrong = filter.suspects()?.length ?? Number.NaN
  assert.ok(wrong < 1_000, `${wrong} of 200,000`)
})

test('too many suspects are none, whether they are many or long', () => {
  const many = createRepeatFilter(60_000)
  for (let i = 0; i < 120_000; i++) many.add(toCell(String(i % 60_000)))
  assert.equal(many.suspects(), undefined)
  const long = createRepeatFilter(1_000)
  for (let i = 0; i < 40_000; i++) long.add(toCell(`${'x'.repeat(250)}${i % 20_000}`))
  assert.equal(long.suspects(), undefined)
})

function toCell(id: string) {
  const bytes = Buffer.from(id)
  return { bytes, start: 0, end: bytes.length }
}
