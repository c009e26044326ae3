import assert from 'node:assert/strict'
import { test } from 'node:test'
import { joinRunning } from '../../server/platform/database/with-database-url.ts'
import { processesNaming, startDocket } from './docket-process.ts'
import { refusalOf } from './refusal-of.ts'
import { temporaryDirectory } from './temporary-directory.ts'

test('a worker without a server and without DATABASE_URL is refused', async (t) => {
  const dataDir = temporaryDirectory(t)
  assert.equal(
    await refusalOf({ args: ['work'], dataDir }),
    `docket: no server runs on ${dataDir}: a worker needs one beside it, or a database of its own in DATABASE_URL`,
  )
})

test('a worker whose DATABASE_URL leads nowhere is refused', async (t) => {
  const env = { DATABASE_URL: 'postgres://docket@127.0.0.1:1/docket' }
  const line = await refusalOf({ args: ['work'], dataDir: temporaryDirectory(t), env })
  assert.match(line, /the PostgreSQL server of DATABASE_URL cannot be used: .*ECONNREFUSED/)
})

test('workers join a running server, by its directory or by its address, and end when they are told to', async (t) => {
  const dataDir = temporaryDirectory(t)
  const server = startDocket({ dataDir })
  await server.ready()
  const beside = startDocket({ args: ['work'], dataDir })
  const env = { DATABASE_URL: (await joinRunning(dataDir)) ?? '', IMPORT_SLOTS: '1' }
  const elsewhere = startDocket({ args: ['work'], dataDir: temporaryDirectory(t), env })
  await beside.says('Working, at most 2 imports at a time')
  await elsewhere.says('Working, at most 1 imports at a time')
  assert.match(elsewhere.output(), /Database: PostgreSQL 18.* of DATABASE_URL/)
  for (const one of [beside, elsewhere, server]) {
    one.kill('SIGTERM')
    assert.deepEqual(await one.ended, { code: 0, signal: null }, one.output())
  }
  assert.match(beside.output(), /Stopped\n$/)
  assert.deepEqual(processesNaming(dataDir), [])
})

test('a worker outlives the server beside it, and ends all the same', async (t) => {
  const dataDir = temporaryDirectory(t)
  const server = startDocket({ dataDir })
  await server.ready()
  const worker = startDocket({ args: ['work'], dataDir })
  await worker.says('Working')
  server.kill('SIGTERM')
  await server.ended
  await worker.says('it is tried again')
  worker.kill('SIGTERM')
  assert.deepEqual(await worker.ended, { code: 0, signal: null }, worker.output())
})
