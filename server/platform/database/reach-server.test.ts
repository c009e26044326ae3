import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PlainError } from '../errors.ts'
import { assertKnownVersion } from './reach-server.ts'

test('PostgreSQL 15 to 18 are known', () => {
  for (const version of ['15.0', '16.4 (Debian 16.4-1)', '17.2', '18.4']) assertKnownVersion(version)
})

test('an older, a newer and an unreadable version of PostgreSQL are refused by name', () => {
  for (const version of ['9.6.24', '14.13', '19beta1', '19.0', ''])
    assert.throws(
      () => assertKnownVersion(version),
      (error) =>
        error instanceof PlainError && error.message.includes(`PostgreSQL ${version}; Docket needs 15 to 18`),
    )
})
