import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findPasswordFault } from './find-password-fault.ts'

const ada = { email: 'ada.lovelace@example.com', name: 'Ada Lovelace' }

const refused: Readonly<Record<string, readonly string[]>> = {
  'too-short': ['', 'elevenchars', '            '.slice(1), '🔑'.repeat(11)],
  'too-long': [`${'otter seven '.repeat(21)}1234`, '🔑x'.repeat(128)],
  'password-weak': [
    'aaaaaaaaaaaa',
    'abababababab',
    '123456789012',
    '098765432109',
    'abcdefghijklm',
    'mlkjihgfedcba',
    'qwertyuiopas',
    'qwertyqwertyq',
    'password1234',
    'Password2024!',
    'PASSWORDpassword',
    'docketadmin123',
    'ada.lovelace@example.com',
    'AdaLovelace1815',
    'lovelace-ada-1',
    'adaadaadaada',
    'ｐａｓｓｗｏｒｄ１２３４',
    '            ',
  ],
}

for (const [code, passwords] of Object.entries(refused)) {
  for (const password of passwords) {
    test(`a password is ${code}: ${JSON.stringify(password).slice(0, 40)}`, () => {
      assert.equal(findPasswordFault(password, ada)?.code, code)
    })
  }
}

test('a password of other words, of any script and up to 255 characters is taken', () => {
  const good = [
    'correct horse battery',
    'Xk9$mPq2#vLw',
    'täällä asuu kolme karhua',
    '一二三四五六七八九十百千',
    '🔑x🚪y🎈z🌵w🍩v🧲u',
    'tK7#x'.repeat(51),
  ]
  for (const password of good) assert.equal(findPasswordFault(password, ada), undefined, password)
  assert.equal(findPasswordFault('correct horse battery', { email: '', name: '' }), undefined)
})
