import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  assert as check,
  constantFrom,
  date,
  integer,
  oneof,
  property,
  string,
  stringMatching,
  tuple,
} from 'fast-check'
import { cellText } from '../../../platform/csv/cell.ts'
import { emptyInstant, readDate } from './read-date.ts'

describe('a date', () => {
  const accepted = {
    '2024-01-31': '2024-01-31T00:00:00.000Z',
    '2024-02-29': '2024-02-29T00:00:00.000Z',
    '2000-02-29': '2000-02-29T00:00:00.000Z',
    '0001-01-01': '0001-01-01T00:00:00.000Z',
    '9999-12-31': '9999-12-31T00:00:00.000Z',
    '2024-01-31T12:30': '2024-01-31T12:30:00.000Z',
    '2024-01-31 12:30:45': '2024-01-31T12:30:45.000Z',
    '2024-01-31T12:30:45Z': '2024-01-31T12:30:45.000Z',
    '2024-01-31T12:30Z': '2024-01-31T12:30:00.000Z',
    '2024-01-31T12:30:45.5': '2024-01-31T12:30:45.500Z',
    '2024-01-31T12:30:45.123999999Z': '2024-01-31T12:30:45.123Z',
    '2023-12-31T23:59:59.9999': '2023-12-31T23:59:59.999Z',
    '2024-01-01T00:30+02:00': '2023-12-31T22:30:00.000Z',
    '2024-02-28T23:30:00-0045': '2024-02-29T00:15:00.000Z',
    '2024-01-31 12:30:45.25+02': '2024-01-31T10:30:45.250Z',
    '0001-01-01T02:00+02:00': '0001-01-01T00:00:00.000Z',
    '9999-12-31T23:59:59.999-00:00': '9999-12-31T23:59:59.999Z',
    '0099-05-06T01:00+02': '0099-05-05T23:00:00.000Z',
  }
  for (const [written, stored] of Object.entries(accepted))
    test(`${written} is ${stored}`, () => assert.equal(read(written), stored))

  const refused = [
    ...['', '2024', '2024-01', '20240131', '2024-1-5', '24-01-05', '2024-13-01', '2024-00-10', '2024-04-31'],
    ...['2024-02-30', '2023-02-29', '1900-02-29', '2024-01-00', '2024-01-32', '0000-01-01', '10000-01-01'],
    ...['15/01/2024', '01/02/2024', 'Jan 15 2024', '45321', '1705312800', '2024-01-31x', '2024-01-31T'],
    ...['2024-01-31T12', '2024-01-31T1:30', '2024-01-31T25:00', '2024-01-31T24:00', '2024-01-31T12:60'],
    ...[
      '2024-01-31T12:30:60',
      '2024-01-31T12:30:',
      '2024-01-31T12:30:4',
      '2024-01-31T12:30:45.',
      '2024-01-31T12:30.5',
    ],
    ...['2024-01-31T12:30:45,5', '2024-01-31T12:30z', '2024-01-31t12:30', '2024-01-31  12:30', '2024-01-31Z'],
    ...['2024-01-31T12:30+', '2024-01-31T12:30+2', '2024-01-31T12:30+24:00', '2024-01-31T12:30+02:60'],
    ...[
      '2024-01-31T12:30+02:',
      '2024-01-31T12:30+020',
      '2024-01-31T12:30 +02:00',
      '2024-01-31T12:30ZZ',
      '2024-01-31T12:30Z+01',
    ],
    ...[
      '0001-01-01T00:00+00:01',
      '9999-12-31T23:59:59-00:01',
      '-2024-01-31',
      '٢٠٢٤-٠١-٣١',
      '2024‐01‐31',
      'null',
    ],
  ]
  for (const written of refused)
    test(`${JSON.stringify(written)} is refused`, () => assert.equal(read(written), undefined))
})

const offsets = oneof(
  constantFrom('', 'Z', '+24:00', '+1', 'z'),
  tuple(
    constantFrom('+', '-'),
    integer({ min: 0, max: 24 }),
    constantFrom('', ':'),
    integer({ min: 0, max: 60 }),
  ).map(([sign, hours, colon, minutes]) => `${sign}${two(hours)}${colon}${two(minutes)}`),
)
const nearlyDates = oneof(
  tuple(
    oneof(
      date({
        min: new Date('0001-01-01'),
        max: new Date('9999-12-31T23:59:59.999Z'),
        noInvalidDate: true,
      }).map((day) => day.toISOString().slice(0, 10)),
      tuple(integer({ min: 0, max: 9_999 }), integer({ min: 0, max: 13 }), integer({ min: 0, max: 32 })).map(
        ([year, month, day]) => `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`,
      ),
    ),
    constantFrom('T', ' ', 'x'),
    stringMatching(/^([01][0-9]|2[0-5]):[0-6][0-9](:[0-6][0-9](\.[0-9]{1,9})?)?$/),
    offsets,
  ).map((parts) => parts.join('')),
  stringMatching(/^[-T:Z0-9 ]{0,20}$/),
  string(),
)

test('any text is read as a calendar says that is asked in another way', () => {
  check(
    property(nearlyDates, (text) => assert.equal(read(text), readByCalendar(text))),
    { numRuns: 3_000 },
  )
})

function two(value: number): string {
  return String(value).padStart(2, '0')
}

function read(text: string): string | undefined {
  const bytes = Buffer.from(text)
  const instant = emptyInstant()
  return readDate({ bytes, start: 0, end: bytes.length }, instant) ? cellText(instant) : undefined
}

const grammar =
  /^(?<day>[0-9]{4}-[0-9]{2}-[0-9]{2})(?:[T ](?<minute>[0-9]{2}:[0-9]{2})(?::(?<second>[0-9]{2})(?:\.(?<fraction>[0-9]+))?)?(?<offset>Z|[+-][0-9]{2}(?::?[0-9]{2})?)?)?$/

/** The same by another way: the platform's own calendar, which must give back what it was given. */
function readByCalendar(text: string): string | undefined {
  const found = grammar.exec(text)?.groups
  if (found === undefined) return undefined
  const { day, minute = '00:00', second = '00', fraction = '', offset = 'Z' } = found
  const local = `${day}T${minute}:${second}.${fraction.padEnd(3, '0').slice(0, 3)}Z`
  const parsed = new Date(local)
  if (Number.isNaN(parsed.getTime()) || parsed.toISOString() !== local || local.startsWith('0000'))
    return undefined
  const [, sign = '+', hours = '0', minutes = '0'] = /^([+-])(\d\d):?(\d\d)?$/.exec(offset) ?? []
  if (Number(hours) > 23 || Number(minutes) > 59) return undefined
  const offsetMinutes = (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -1 : 1)
  const instant = new Date(parsed.getTime() - offsetMinutes * 60_000).toISOString()
  return /^(?!0000)\d{4}-/.test(instant) ? instant : undefined
}
