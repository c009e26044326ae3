import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startDebianPostgres } from './debian-postgres.ts'

test('a version of PostgreSQL that is not installed is refused with the way to install it', async () => {
  await assert.rejects(startDebianPostgres(7), {
    name: 'PlainError',
    message: 'PostgreSQL 7 is not installed in /usr/lib/postgresql/7/bin: apt-get install postgresql-7',
    exitCode: 1,
  })
})
