import assert from 'node:assert/strict'
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { type DocketProcess, processesNaming, startDocket } from './docket-process.ts'
import { temporaryDirectory } from './temporary-directory.ts'

async function assertGaveUp(server: DocketProcess, dataDir: string): Promise<void> {
  assert.deepEqual(await server.ended, { code: 1, signal: null }, server.output())
  const lines = server.output().trim().split('\n')
  assert.equal(lines.at(-1), `docket: the data directory ${dataDir} was removed while Docket ran`)
  assert.doesNotMatch(server.output(), /\n {4}at /)
}

test('a server whose data directory is removed says so and ends with its PostgreSQL', async (t) => {
  const dataDir = join(temporaryDirectory(t), 'data')
  const server = startDocket({ dataDir })
  await server.ready()
  renameSync(dataDir, `${dataDir}.away`)
  rmSync(`${dataDir}.away`, { recursive: true, maxRetries: 5 })
  await assertGaveUp(server, dataDir)
  assert.deepEqual(processesNaming(dataDir), [])
  assert.equal(existsSync(dataDir), false)
})

test('a server whose data directory is replaced leaves the next one alone', async (t) => {
  const dataDir = join(temporaryDirectory(t), 'data')
  const first = startDocket({ dataDir })
  await first.ready()
  renameSync(dataDir, `${dataDir}.away`)
  mkdirSync(dataDir)
  const second = startDocket({ dataDir })
  await assertGaveUp(first, dataDir)
  const url = await second.ready()
  assert.doesNotMatch(second.output(), /ended by itself/)
  assert.equal((await fetch(`${url}/readyz`)).status, 200)
  assert.equal(existsSync(join(dataDir, 'server.json')), true)
  second.kill('SIGTERM')
  assert.deepEqual(await second.ended, { code: 0, signal: null }, second.output())
  assert.deepEqual(processesNaming(dataDir), [])
})
