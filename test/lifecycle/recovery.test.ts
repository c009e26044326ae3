import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { Client } from 'pg'
import { readPostmasterFile } from '../../server/platform/database/embedded/postmaster-file.ts'
import { joinRunning } from '../../server/platform/database/with-database-url.ts'
import { type DocketProcess, processesNaming, startDocket, until } from './docket-process.ts'
import { temporaryDirectory } from './temporary-directory.ts'

async function query(dataDir: string, text: string): Promise<unknown[]> {
  const client = new Client({ connectionString: await joinRunning(dataDir) })
  await client.connect()
  return client
    .query(text)
    .then(({ rows }) => rows)
    .finally(() => client.end())
}

async function kill(server: DocketProcess): Promise<void> {
  server.kill('SIGKILL')
  await server.ended
}

async function stop(server: DocketProcess): Promise<void> {
  server.kill('SIGTERM')
  assert.deepEqual(await server.ended, { code: 0, signal: null }, server.output())
}

test('a start after kill -9 ends the PostgreSQL left behind and finds every committed row', async (t) => {
  const dataDir = temporaryDirectory(t)
  const first = startDocket({ dataDir })
  await first.ready()
  await query(dataDir, 'create table kept (n int); insert into kept values (7)')
  await kill(first)
  assert.notDeepEqual(processesNaming(dataDir), [], 'PostgreSQL outlives its server')

  const second = startDocket({ dataDir })
  await second.ready()
  assert.match(second.output(), /Ending what an earlier PostgreSQL left running/)
  assert.deepEqual(await query(dataDir, 'select n from kept'), [{ n: 7 }])
  await stop(second)
  assert.deepEqual(processesNaming(dataDir), [])
})

test('a start after kill -9 in the middle of the first start begins the database anew', async (t) => {
  const dataDir = temporaryDirectory(t)
  const first = startDocket({ dataDir })
  const unfinished = () => readdirSync(dataDir).filter((name) => name.startsWith('postgres.new-'))
  await until(
    () => unfinished().length > 0,
    10_000,
    () => first.output(),
  )
  await kill(first)

  const second = startDocket({ dataDir })
  await second.ready()
  assert.deepEqual(unfinished(), [])
  await stop(second)
  assert.deepEqual(processesNaming(dataDir), [])
})

test('files that name a process which is something else by now do not hinder a start', async (t) => {
  const dataDir = temporaryDirectory(t)
  const first = startDocket({ dataDir })
  await first.ready()
  await stop(first)
  const stale = `${process.pid}\n${join(dataDir, 'postgres')}\n1\n5432\n${join(dataDir, 'run')}\n\n1 1\nready\n`
  writeFileSync(join(dataDir, 'postgres/postmaster.pid'), stale)
  mkdirSync(join(dataDir, 'run'), { mode: 0o700 })
  writeFileSync(join(dataDir, 'run/.s.PGSQL.5432.lock'), stale)
  writeFileSync(join(dataDir, 'server.json'), 'not even JSON')

  const second = startDocket({ dataDir })
  await second.ready()
  await stop(second)
})

test('a PostgreSQL that is killed while Docket serves is started again', async (t) => {
  const dataDir = temporaryDirectory(t)
  const server = startDocket({ dataDir })
  const url = await server.ready()
  const { pid } = readPostmasterFile(join(dataDir, 'postgres')) ?? {}
  assert.ok(pid)
  process.kill(pid, 'SIGKILL')
  await server.says('PostgreSQL runs again')
  await until(
    async () => (await fetch(`${url}/readyz`)).ok,
    10_000,
    () => 'not ready again',
  )
  await stop(server)
  assert.deepEqual(processesNaming(dataDir), [])
})
