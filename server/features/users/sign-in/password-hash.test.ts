import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hashPassword, isOutdated, verifyPassword } from './password-hash.ts'

const hash = await hashPassword('correct horse battery')

test('a hash names its cost and a salt of its own', async () => {
  assert.match(hash, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/)
  assert.notEqual(await hashPassword('correct horse battery'), hash)
})

test('the password fits its hash, however its letters were typed; another does not', async () => {
  assert.equal(await verifyPassword('correct horse battery', hash), true)
  const accented = await hashPassword('caf\u00e9 au lait noir')
  assert.equal(await verifyPassword('cafe\u0301 au lait noir', accented), true)
  for (const wrong of ['correct horse batterz', 'correct horse battery ', '', 'x'.repeat(100_000)])
    assert.equal(await verifyPassword(wrong, hash), false)
})

test('no password fits where there is no hash', async () => {
  for (const none of [undefined, null]) assert.equal(await verifyPassword('', none), false)
})

test('a hash of another cost still fits, and is known to be out of date', async () => {
  const older =
    '$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$wAl+ZLDVwVR2lmX5zVIomFEpRKtHTsA1E4GHFfKkJeQ'
  assert.equal(isOutdated(older), true)
  assert.equal(isOutdated(hash), false)
  assert.equal(await verifyPassword('some password', older), false)
})

test('too many at once are refused rather than kept waiting', async () => {
  const results = await Promise.allSettled(Array.from({ length: 110 }, () => verifyPassword('x', hash)))
  const refused = results.filter(({ status }) => status === 'rejected')
  assert.equal(refused.length, 8)
})
