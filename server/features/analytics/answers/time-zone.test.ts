import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { baseMs } from '#contract/analytics.ts'
import { findTimeZone, stretchesOf, type TimeZone } from './time-zone.ts'

function zoneOf(name: string): TimeZone {
  const zone = findTimeZone(name)
  assert.ok(zone, name)
  return zone
}

describe('a time zone', () => {
  test('is found by any of its names, in any letter case', () => {
    for (const name of ['Asia/Kolkata', 'Asia/Calcutta', 'US/Eastern', 'Etc/GMT+5', 'Europe/Kyiv', 'UTC'])
      assert.equal(findTimeZone(name)?.name, name)
    assert.equal(findTimeZone('europe/HELSINKI')?.name, 'Europe/Helsinki')
  })

  test('is no offset, no nickname and no nonsense', () => {
    for (const name of [
      '+02:00',
      '-0330',
      'Europe/Atlantis',
      '',
      ' UTC',
      'UTC ',
      'Z',
      '../UTC',
      'Europe',
      '\0',
    ])
      assert.equal(findTimeZone(name), undefined, name)
  })

  test('is read to the second', () => {
    assert.equal(zoneOf('Europe/Helsinki').offsetAt(Date.parse('1850-01-01T00:00:00Z')), 5_989_000)
    assert.equal(zoneOf('America/St_Johns').offsetAt(0), -12_600_000)
  })
})

test('since 1980 clocks differ from UTC by quarters of an hour, and few were changed between two of them', () => {
  const [from, to] = [Date.parse('1980-01-01T00:00:00Z'), Date.parse('2040-01-01T00:00:00Z')]
  const odd = Intl.supportedValuesOf('timeZone').filter((name) => {
    const stretches = stretchesOf(zoneOf(name), from, to)
    assert.ok(
      stretches.every(({ offset }) => offset % baseMs === 0),
      name,
    )
    return stretches.slice(1).some(({ start }) => start % baseMs !== 0)
  })
  assert.deepEqual(odd.sort(), [
    'America/Goose_Bay',
    'America/Moncton',
    'America/St_Johns',
    'Antarctica/Casey',
    'Asia/Gaza',
    'Asia/Hebron',
  ])
})
