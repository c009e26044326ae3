import assert from 'node:assert/strict'
import { once } from 'node:events'
import { existsSync, readdirSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import { Client } from 'pg'
import { joinRunning } from '../../server/platform/database/with-database-url.ts'
import { type DocketProcess, processesNaming, startDocket, until } from './docket-process.ts'
import { temporaryDirectory } from './temporary-directory.ts'

async function assertStopped(server: DocketProcess, dataDir: string): Promise<void> {
  assert.deepEqual(await server.ended, { code: 0, signal: null }, server.output())
  assert.deepEqual(processesNaming(dataDir), [])
}

test('the first start makes a database, says where it listens, and SIGTERM ends everything', async (t) => {
  const dataDir = join(temporaryDirectory(t), 'not there yet')
  const server = startDocket({ dataDir })
  const url = await server.ready()
  assert.match(server.output(), /Making a database in .*not there yet/)
  assert.match(url, /^http:\/\/127\.0\.0\.1:\d+$/)
  server.kill('SIGTERM')
  await assertStopped(server, dataDir)
  assert.equal(existsSync(join(dataDir, 'server.json')), false)
})

test('a start says plain lines only, and each request of a program is logged as JSON', async (t) => {
  const server = startDocket({ dataDir: temporaryDirectory(t), env: { LOG_LEVEL: 'info' } })
  const url = await server.ready()
  await server.says('Ctrl-C stops it')
  assert.doesNotMatch(server.output(), /^\{/m)
  await fetch(`${url}/api/system`, { headers: { 'x-request-id': 'logged-1' } })
  await server.says('"requestId":"logged-1"')
})

test('a setting that nothing uses yet is named at the start, and does not hinder it', async (t) => {
  const server = startDocket({ dataDir: temporaryDirectory(t), env: { TEMPORAL_HOST: '127.0.0.1:7233' } })
  await server.ready()
  assert.match(server.output(), /^TEMPORAL_HOST is set, but no part of this version uses it$/m)
})

test('the embedded database is durable, checked, in UTF-8 and closed to the network', async (t) => {
  const dataDir = temporaryDirectory(t)
  const server = startDocket({ dataDir })
  await server.ready()
  const client = new Client({ connectionString: await joinRunning(dataDir) })
  await client.connect()
  const { rows } = await client.query(`
    select current_setting('fsync') as fsync, current_setting('data_checksums') as checksums,
           current_setting('listen_addresses') as addresses, current_setting('server_encoding') as encoding,
           current_setting('unix_socket_permissions') as permissions, datlocale as locale
    from pg_database where datname = current_database()`)
  await client.end()
  assert.deepEqual(rows, [
    {
      fsync: 'on',
      checksums: 'on',
      addresses: '',
      encoding: 'UTF8',
      permissions: '0700',
      locale: 'C.UTF-8',
    },
  ])
})

test('Ctrl-C, which a terminal sends to the whole group, ends PostgreSQL only after Docket', async (t) => {
  const dataDir = temporaryDirectory(t)
  const server = startDocket({ dataDir })
  await server.ready()
  process.kill(-server.pid, 'SIGINT')
  await assertStopped(server, dataDir)
  assert.doesNotMatch(server.output(), /ended by itself/)
})

test('a stop in the middle of the first start leaves neither a process nor half a database', async (t) => {
  const dataDir = temporaryDirectory(t)
  const server = startDocket({ dataDir })
  await server.says('Making a database')
  await until(
    () => readdirSync(dataDir).some((name) => name.startsWith('postgres.new-')),
    10_000,
    () => 'no initdb',
  )
  server.kill('SIGINT')
  await assertStopped(server, dataDir)
  assert.deepEqual(
    readdirSync(dataDir).filter((name) => name.startsWith('postgres.new-')),
    [],
  )
})

test('a second Ctrl-C does not wait for a request that does not end', async (t) => {
  const dataDir = temporaryDirectory(t)
  const server = startDocket({ dataDir })
  const { port } = new URL(await server.ready())
  const slow = connect(Number(port), '127.0.0.1')
  slow.on('error', () => undefined)
  await once(slow, 'connect')
  slow.write('POST /api/system HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 10\r\n\r\n')
  server.kill('SIGINT')
  await server.says('Stopping')
  const again = setInterval(() => server.kill('SIGINT'), 200)
  await server.ended.finally(() => clearInterval(again))
  await assertStopped(server, dataDir)
})
