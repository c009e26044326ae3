import assert from 'node:assert/strict'
import { createSecretKey, randomBytes } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { openText, sealText } from './seal-text.ts'

const key = createSecretKey(randomBytes(32))

test('a sealed text opens to itself, whatever its length, and is never the same twice', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), (text) => {
      const sealed = sealText(key, text, 'order 1')
      assert.equal(openText(key, sealed, 'order 1'), text)
      assert.equal(sealed.equals(sealText(key, text, 'order 1')), false)
    }),
  )
})

test('it does not open with another key, for something else, or changed', () => {
  const sealed = sealText(key, 'Ada', 'order 1')
  assert.throws(() => openText(createSecretKey(randomBytes(32)), sealed, 'order 1'))
  assert.throws(() => openText(key, sealed, 'order 2'))
  for (let at = 0; at < sealed.length; at += 1) {
    const changed = Buffer.from(sealed)
    changed.writeUInt8(changed.readUInt8(at) ^ 1, at)
    assert.throws(() => openText(key, changed, 'order 1'))
  }
})
