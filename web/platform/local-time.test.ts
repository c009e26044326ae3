import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import { fromLocalText, toLocalText } from './local-time.ts'

const zone = process.env['TZ']

afterEach(() => {
  process.env['TZ'] = zone
})

test("an instant is shown in the person's zone and read back as the same one", () => {
  process.env['TZ'] = 'America/St_Johns'
  assert.equal(toLocalText('2026-07-01T12:00:00.000Z'), '2026-07-01T09:30:00')
  assert.equal(toLocalText('2026-01-01T02:00:00.000Z'), '2025-12-31T22:30:00')
  assert.equal(fromLocalText('2026-07-01T09:30:00'), '2026-07-01T12:00:00.000Z')
})

test('nothing, and what is no time, is nothing', () => {
  assert.equal(toLocalText(undefined), '')
  assert.equal(toLocalText('soon'), '')
  assert.equal(fromLocalText(''), undefined)
})
