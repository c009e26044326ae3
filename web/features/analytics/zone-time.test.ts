import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addDays, dayOf, isDay, isZone, startOfDay } from './zone-time.ts'

const starts: readonly (readonly [day: string, zone: string, start: string])[] = [
  ['2026-11-21', 'UTC', '2026-11-21T00:00:00.000Z'],
  ['2026-03-29', 'Europe/Helsinki', '2026-03-28T22:00:00.000Z'],
  ['2026-03-30', 'Europe/Helsinki', '2026-03-29T21:00:00.000Z'],
  ['2026-11-21', 'Asia/Kathmandu', '2026-11-20T18:15:00.000Z'],
  ['2026-11-21', 'Pacific/Kiritimati', '2026-11-20T10:00:00.000Z'],
  ['2026-07-01', 'America/St_Johns', '2026-07-01T02:30:00.000Z'],
]

for (const [day, zone, start] of starts) {
  test(`${day} in ${zone} begins at ${start}`, () => assert.equal(startOfDay(day, zone), start))
}

test('where clocks skip midnight the day begins at the first instant after it', () => {
  assert.equal(startOfDay('2018-11-04', 'America/Sao_Paulo'), '2018-11-04T03:00:00.000Z')
})

test('where midnight comes twice the day begins at the first, and a day that is left out has no length', () => {
  assert.equal(startOfDay('2026-11-01', 'America/Havana'), '2026-11-01T04:00:00.000Z')
  assert.equal(startOfDay('2011-12-30', 'Pacific/Apia'), startOfDay('2011-12-31', 'Pacific/Apia'))
})

test('days go on over the ends of months and years', () => {
  assert.equal(addDays('2026-12-31', 1), '2027-01-01')
  assert.equal(addDays('2024-03-01', -1), '2024-02-29')
  assert.equal(dayOf(Date.parse('2026-11-21T23:30:00Z'), 'Europe/Helsinki'), '2026-11-22')
})

test('what is no day and no zone is known as such', () => {
  for (const text of ['', '2026-02-30', '2026-13-01', '21.11.2026', '0999-01-01', '2026-11-21T00'])
    assert.equal(isDay(text), false, text)
  assert.equal(isDay('2024-02-29'), true)
  assert.equal(isZone('Mars/Olympus'), false)
  assert.equal(isZone('Europe/Helsinki'), true)
})
