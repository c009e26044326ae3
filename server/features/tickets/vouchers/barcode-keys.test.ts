import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { barcodeKey, barcodeText, writeDigits, writeNumber } from './barcode-keys.ts'
import { byteList } from './shared-lists.ts'

test('a barcode comes back from its key as it was', () => {
  const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 1, maxLength: 18 })
  const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
  fc.assert(
    fc.property(fc.array(fc.oneof(digits, text), { minLength: 1, maxLength: 5 }), (barcodes) => {
      const texts = byteList()
      const keys = barcodes.map((barcode) => {
        const bytes = Buffer.from(barcode)
        return barcodeKey({ bytes, start: 0, end: bytes.length }, texts)
      })
      const shared = texts.toShared()
      assert.deepEqual(
        keys.map((key) => barcodeText(key, shared)),
        barcodes,
      )
    }),
    { numRuns: 1_000 },
  )
})

test('digits are written as they were read, leading zeros too', () => {
  for (const digits of [
    '0',
    '7',
    '00',
    '0012',
    '12345678',
    '123456789',
    '000000000000000',
    '999999999999999',
  ]) {
    const bytes = Buffer.from(digits)
    const into = new Uint8Array(20)
    const end = writeDigits(barcodeKey({ bytes, start: 0, end: bytes.length }, byteList()), into, 2)
    assert.equal(Buffer.from(into.subarray(2, end)).toString(), digits)
  }
})

test('whole numbers below 10^15 are written exactly', () => {
  fc.assert(
    fc.property(fc.oneof(fc.nat(), fc.maxSafeNat()), (value) => {
      const number = value % 1e15
      const into = new Uint8Array(20)
      const end = writeNumber(number, into, 1)
      return Buffer.from(into.subarray(1, end)).toString() === String(number)
    }),
    { numRuns: 2_000 },
  )
})
