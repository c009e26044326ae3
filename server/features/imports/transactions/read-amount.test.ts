import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  assert as check,
  constantFrom,
  integer,
  oneof,
  property,
  string,
  stringMatching,
  tuple,
} from 'fast-check'
import { cellText } from '../../../platform/csv/cell.ts'
import { emptyAmount, readAmount } from './read-amount.ts'

describe('an amount', () => {
  const accepted = {
    '150.00': '150.00',
    '0': '0',
    '0.50': '0.50',
    '.5': '0.5',
    '+7': '7',
    '007.10': '7.10',
    '-0': '0',
    '-0.00': '0.00',
    '-.5': '-0.5',
    '1e5': '100000',
    '1.50e1': '15.0',
    '1.5E+03': '1500',
    '12e-2': '0.12',
    '1e-6': '0.000001',
    '1000000e-6': '1.000000',
    '0e400': '0',
    '0000000000000000000000001': '1',
    '999999999999999999.999999': '999999999999999999.999999',
    '-999999999999999999': '-999999999999999999',
    '1e17': '100000000000000000',
  }
  for (const [written, stored] of Object.entries(accepted))
    test(`${written} is stored as ${stored}`, () => assert.equal(read(written)?.text, stored))

  const refused = [
    ...['', ' ', '.', '-', '+', 'e5', '5.', '+.', '--1', '+-1', '1.2.3', '1e', '1e+', '1e1.5'],
    ...['NaN', 'inf', '-Infinity', '1e400', '1e18', '1e99999999999999999999', '1,000.50', '$5', '5€'],
    ...['0x10', '1_000', '1 000', '٣', '１', '−5', '1e-7', '1.0000000', '0e-7', '0.0000001'],
    ...['1000000000000000000', '1e999999999', '1e-999999999', '5\n', '\t5', '5%', "'5"],
  ]
  for (const written of refused)
    test(`${JSON.stringify(written)} is refused`, () => assert.equal(read(written), undefined))
})

describe('an amount is suspicious', () => {
  for (const written of [
    '-0.000001',
    '-50.00',
    '50000.000001',
    '50001',
    '100000',
    '1e5',
    '-1e-6',
    '999999999999999999',
  ])
    test(`at ${written}`, () => assert.equal(read(written)?.isSuspicious, true))
  for (const written of [
    '0',
    '-0',
    '-0.00',
    '50000',
    '50000.000000',
    '5e4',
    '49999.999999',
    '9999',
    '0050000',
  ])
    test(`but not at ${written}`, () => assert.equal(read(written)?.isSuspicious, false))
})

/** Texts that are decimals or nearly. */
const nearlyDecimals = oneof(
  tuple(
    constantFrom('', '-', '+', '--'),
    stringMatching(/^[0-9]{0,21}$/),
    constantFrom('', '.', '..'),
    stringMatching(/^[0-9]{0,8}$/),
    oneof(
      constantFrom('', 'e', 'E+', 'e-0'),
      integer({ min: -30, max: 30 }).map((exponent) => `e${exponent}`),
    ),
  ).map((parts) => parts.join('')),
  stringMatching(/^[-+.e0-9]{0,12}$/),
  string(),
)

test('any text is read as exact arithmetic on whole numbers says', () => {
  check(
    property(nearlyDecimals, (text) => assert.deepEqual(read(text), readExactly(text))),
    { numRuns: 3_000 },
  )
})

interface Expected {
  text: string
  isSuspicious: boolean
}

function read(text: string): Expected | undefined {
  const bytes = Buffer.from(text)
  const amount = emptyAmount()
  const isAmount = readAmount({ bytes, start: 0, end: bytes.length }, amount)
  return isAmount ? { text: cellText(amount.text), isSuspicious: amount.isSuspicious } : undefined
}

/** The same by another way: as a whole number of units of 10^-scale. */
function readExactly(text: string): Expected | undefined {
  if (!/^[-+]?([0-9]+(\.[0-9]+)?|\.[0-9]+)([eE][-+]?[0-9]+)?$/.test(text)) return undefined
  const [mantissa = '', exponentText = '0'] = text.toLowerCase().split('e')
  const [whole = '', fraction = ''] = mantissa.replace(/^[-+]/, '').split('.')
  const exponent = Number(exponentText)
  const scale = Math.max(0, fraction.length - exponent)
  if (scale > 6) return undefined
  const shift = Math.max(0, exponent - fraction.length)
  const digits = BigInt(whole + fraction)
  if (shift > 100) return digits === 0n ? { text: '0', isSuspicious: false } : undefined
  const units = digits * 10n ** BigInt(shift) * (text.startsWith('-') ? -1n : 1n)
  const unit = 10n ** BigInt(scale)
  const size = units < 0n ? -units : units
  if (size / unit >= 10n ** 18n) return undefined
  const after = scale === 0 ? '' : `.${String(size % unit).padStart(scale, '0')}`
  return {
    text: `${units < 0n ? '-' : ''}${size / unit}${after}`,
    isSuspicious: units < 0n || units > 50_000n * unit,
  }
}
