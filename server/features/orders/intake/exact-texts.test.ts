import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { canonicalJson } from './canonical-json.ts'
import { parseDocument } from './parse-document.ts'
import { sliceElements } from './slice-elements.ts'

/** JSON as somebody might write it: with space anywhere, and texts full of its own signs. */
const signs = fc.string({
  unit: fc.constantFrom('"', '\\', '{', '}', '[', ']', ',', ':', ' ', 'a', '\u00e9', '\n'),
})
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom('null', 'true', '-0', '1.50', '12345678901234567890', '1E5'),
    signs.map((text) => JSON.stringify(text)),
    fc.array(tie('value'), { maxLength: 4 }).map((parts) => `[ ${parts.join(' ,\n')}]`),
    fc.dictionary(signs, tie('value'), { maxKeys: 4 }).map(
      (parts) =>
        `{${Object.entries(parts)
          .map(([name, part]) => `${JSON.stringify(name)} :${part}`)
          .join()} }`,
    ),
  ),
}))
const texts = value.map(String)

test('the elements of a list are its texts, exactly', () => {
  fc.assert(
    fc.property(fc.array(texts, { maxLength: 5 }), (elements) => {
      assert.deepEqual(sliceElements(` [${elements.join(' , ')}\t] `), elements)
    }),
  )
})

test('a document is read as JSON reads it, and written again with every number as it was', () => {
  fc.assert(
    fc.property(texts, (text) => {
      const parsed = parseDocument(text)
      assert.deepEqual(parsed?.value, JSON.parse(text))
      assert.deepEqual(parsed?.faults, [])
      const plain = (json: string) =>
        json
          .replaceAll(/"(?:[^"\\]|\\.)*"/g, '')
          .replaceAll(/[\s:,[\]{}]+/g, ' ')
          .trim()
      assert.equal(plain(JSON.stringify(parsed?.exact)), plain(text))
    }),
  )
})

test('a name that stands twice is found wherever it is', () => {
  fc.assert(
    fc.property(signs, texts, texts, texts, (name, one, other, before) => {
      const quoted = JSON.stringify(name)
      const text = `{"x":[${before},{${quoted}:${one},${quoted} : ${other}}]}`
      const pointers = parseDocument(text)?.faults.map(({ pointer, code }) => `${pointer} ${code}`)
      assert.deepEqual(pointers, [`/x/1/${name.replaceAll('~', '~0').replaceAll('/', '~1')} repeated`])
    }),
  )
})

test('the order of names makes no difference to what a document says', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (document) => {
      const reversed = (part: unknown): unknown => {
        if (Array.isArray(part)) return part.map(reversed)
        if (typeof part !== 'object' || part === null) return part
        return Object.fromEntries(
          Object.entries(part)
            .reverse()
            .map(([name, value]) => [name, reversed(value)]),
        )
      }
      assert.equal(canonicalJson(reversed(document)), canonicalJson(document))
      assert.deepEqual(JSON.parse(canonicalJson(document)), JSON.parse(JSON.stringify(document)))
    }),
  )
})
