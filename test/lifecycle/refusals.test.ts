import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import { Client } from 'pg'
import { startEmbeddedPostgres } from '../../server/platform/database/embedded/start-embedded-postgres.ts'
import { joinRunning } from '../../server/platform/database/with-database-url.ts'
import { startDocket } from './docket-process.ts'
import { refusalOf } from './refusal-of.ts'
import { temporaryDirectory } from './temporary-directory.ts'

test('a second server on the same data directory is refused and the first goes on', async (t) => {
  const dataDir = temporaryDirectory(t)
  const first = startDocket({ dataDir })
  const url = await first.ready()
  assert.equal(
    await refusalOf({ dataDir }),
    `docket: Docket already runs on ${dataDir} (process ${first.pid}, ${url})`,
  )
  assert.equal((await fetch(`${url}/readyz`)).status, 200)
  first.kill('SIGTERM')
  await first.ended
})

test('of three servers started at the same moment on one new directory exactly one runs', async (t) => {
  const dataDir = temporaryDirectory(t)
  const servers = [1, 2, 3].map(() => startDocket({ dataDir }))
  const outcomes = await Promise.all(
    servers.map((server) =>
      Promise.race([server.ready().then(() => 'ready'), server.ended]).catch(() => server.ended),
    ),
  )
  const ready = outcomes.filter((outcome) => outcome === 'ready')
  assert.equal(ready.length, 1)
  for (const outcome of outcomes)
    if (outcome !== 'ready') assert.deepEqual(outcome, { code: 1, signal: null })
  for (const [index, server] of servers.entries()) if (outcomes[index] === 'ready') server.kill('SIGTERM')
  await Promise.all(servers.map((server) => server.ended))
})

test('a port in use is refused before anything is made', async (t) => {
  const dataDir = temporaryDirectory(t)
  const other = createServer().listen(0, '127.0.0.1')
  t.after(() => other.close())
  await new Promise((resolve) => other.once('listening', resolve))
  const address = other.address()
  const port = typeof address === 'object' && address !== null ? String(address.port) : ''
  assert.match(await refusalOf({ dataDir, env: { PORT: port } }), new RegExp(`port ${port} .* is in use`))
  assert.equal(readdirSync(dataDir).includes('postgres'), false)
})

test('a database of another PostgreSQL version is refused and not touched', async (t) => {
  const dataDir = temporaryDirectory(t)
  mkdirSync(join(dataDir, 'postgres'), { mode: 0o700 })
  writeFileSync(join(dataDir, 'postgres/PG_VERSION'), '17\n')
  assert.match(await refusalOf({ dataDir }), /was made by PostgreSQL 17, and this Docket has PostgreSQL 18/)
  assert.deepEqual(readdirSync(join(dataDir, 'postgres')), ['PG_VERSION'])
})

test('a folder that is no database is refused and not touched', async (t) => {
  const dataDir = temporaryDirectory(t)
  mkdirSync(join(dataDir, 'postgres'))
  writeFileSync(join(dataDir, 'postgres/letters.txt'), 'mine')
  assert.match(await refusalOf({ dataDir }), /is no PostgreSQL cluster/)
  assert.deepEqual(readdirSync(join(dataDir, 'postgres')), ['letters.txt'])
})

test('a database of a newer Docket is refused', async (t) => {
  const dataDir = temporaryDirectory(t)
  const first = startDocket({ dataDir })
  await first.ready()
  const client = new Client({ connectionString: await joinRunning(dataDir) })
  await client.connect()
  await client.query(`insert into schema_migration values ('9999-from-the-future', now())`)
  await client.end()
  first.kill('SIGTERM')
  await first.ended
  assert.match(await refusalOf({ dataDir }), /belongs to a newer Docket.*9999-from-the-future/)
})

test('a data directory that cannot be made is refused', async (t) => {
  const file = join(temporaryDirectory(t), 'file')
  writeFileSync(file, '')
  assert.match(await refusalOf({ dataDir: file }), /data directory .* cannot be made/)
})

test('a server of DATABASE_URL that does not answer is refused without showing the password', async (t) => {
  const dataDir = temporaryDirectory(t)
  const env = { DATABASE_URL: 'postgres://docket:geheim@127.0.0.1:1/docket' }
  const line = await refusalOf({ dataDir, env })
  assert.match(line, /server of DATABASE_URL cannot be used: .*ECONNREFUSED/)
  assert.doesNotMatch(line, /geheim/)
})

test('a server of DATABASE_URL is used, and no PostgreSQL is started', async (t) => {
  const folder = temporaryDirectory(t)
  const postgres = await startEmbeddedPostgres({ dataDir: join(folder, 'server'), say: () => undefined })
  t.after(() => postgres.stop())
  const dataDir = join(folder, 'data')
  const docket = startDocket({ dataDir, env: { DATABASE_URL: postgres.url } })
  await docket.ready()
  assert.match(docket.output(), /Database: PostgreSQL 18\.\d+ of DATABASE_URL/)
  assert.deepEqual(readdirSync(dataDir).sort(), ['server.json', 'server.lock', 'uploads'])
  docket.kill('SIGTERM')
  assert.deepEqual(await docket.ended, { code: 0, signal: null }, docket.output())
})
