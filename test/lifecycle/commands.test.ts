import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { joinRunning, withDatabaseUrl } from '../../server/platform/database/with-database-url.ts'
import { PlainError } from '../../server/platform/errors.ts'
import { processesNaming, startDocket } from './docket-process.ts'
import { temporaryDirectory } from './temporary-directory.ts'

const silent = () => undefined

test('a command starts the database for itself when none runs, and ends it', async (t) => {
  const dataDir = temporaryDirectory(t)
  const joined = await withDatabaseUrl({ databaseUrl: undefined, dataDir }, silent, async (url) => {
    assert.notDeepEqual(processesNaming(dataDir), [])
    assert.equal(await joinRunning(dataDir), url)
    return url
  })
  assert.match(joined, /^postgres:/)
  assert.deepEqual(processesNaming(dataDir), [])
})

test('a command ends its database also when it fails', async (t) => {
  const dataDir = temporaryDirectory(t)
  const failing = withDatabaseUrl({ databaseUrl: undefined, dataDir }, silent, () => {
    throw new PlainError('this goes wrong')
  })
  await assert.rejects(failing, /this goes wrong/)
  assert.deepEqual(processesNaming(dataDir), [])
})

test('a command joins the database of a server that is still starting', async (t) => {
  const dataDir = temporaryDirectory(t)
  const server = startDocket({ dataDir })
  await server.says('Making a database')
  const list = startDocket({ dataDir, args: ['migrate', 'list'] })
  assert.deepEqual(await list.ended, { code: 0, signal: null }, list.output())
  await server.ready()
})

test('a server waits for a command that uses the database', async (t) => {
  const dataDir = temporaryDirectory(t)
  const server = await withDatabaseUrl({ databaseUrl: undefined, dataDir }, silent, async () => {
    const started = startDocket({ dataDir })
    await started.says('Waiting for another Docket command')
    return started
  })
  await server.ready()
})

test('Ctrl-C ends a command together with the database it started', async (t) => {
  const dataDir = temporaryDirectory(t)
  const command = startDocket({ dataDir, args: ['migrate', 'up'] })
  await command.says('Making a database')
  command.kill('SIGINT')
  assert.deepEqual(await command.ended, { code: 1, signal: null }, command.output())
  assert.match(command.output(), /docket: interrupted/)
  assert.deepEqual(processesNaming(dataDir), [])
})

test('DATABASE_URL is used as it is, and nothing is started', async (t) => {
  const dataDir = join(temporaryDirectory(t), 'data')
  const databaseUrl = 'postgres://somebody@127.0.0.1/docket'
  const used = await withDatabaseUrl({ databaseUrl, dataDir }, silent, async (url) => url)
  assert.equal(used, databaseUrl)
  assert.equal(existsSync(dataDir), false)
})
