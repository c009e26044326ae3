import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { sql } from 'kysely'
import { findProcessesIn } from '../../server/platform/database/embedded/find-processes.ts'
import { openTestDatabase } from './database.ts'
import { removeLeftovers, serverVariable } from './database-server.ts'

const { db, url } = await openTestDatabase()
const folder = await mkdtemp(join(tmpdir(), 'docket-support-'))
after(() => rm(folder, { recursive: true }))

const support = new URL('./database.ts', import.meta.url).href
const databaseModule = new URL('../../server/platform/database/database.ts', import.meta.url).href

describe('a test database', { concurrency: true }, () => {
  test('is migrated, and nobody else sees it', async () => {
    const other = await openTestDatabase()
    await other.db.insertInto('barcodes').values({ barcode: '1' }).execute()
    assert.deepEqual(await db.selectFrom('barcodes').selectAll().execute(), [])
    assert.notEqual(other.url, url)
  })

  test('is gone after the file that asked for it, also when a test failed', async () => {
    const { code, names } = await runFile(`test('fails', () => { throw new Error('on purpose') })`)
    assert.notEqual(code, 0)
    assert.equal(names.length, 1)
    assert.equal(await countDatabases(names), 0)
  })

  test('fails its file when a connection was left open, and is gone all the same', async () => {
    const { code, output, names } = await runFile(`
      const { openDatabase } = await import('${databaseModule}')
      const leak = openDatabase({ url, poolSize: 1, onError: () => {} })
      test('leaks', () => leak.connection().execute((one) => one.selectFrom('orders').select('id').execute()))`)
    assert.notEqual(code, 0)
    assert.match(output, /connections were left open: docket idle select "id" from "orders"/)
    assert.equal(await countDatabases(names), 0)
  })

  test('fails its file when a transaction was never ended', async () => {
    const { code, output, names } = await runFile(`
      test('hangs', async () => { await db.startTransaction().execute() })`)
    assert.notEqual(code, 0)
    assert.match(output, /connections were left open: docket idle in transaction/)
    assert.equal(await countDatabases(names), 0)
  })

  test('is used without a complaint by a file that closes what it opens', async () => {
    const { code, names } = await runFile(`
      test('works', () => db.selectFrom('orders').select('id').execute())`)
    assert.equal(code, 0)
    assert.equal(await countDatabases(names), 0)
  })
})

test('a server that a killed test run left behind is ended and removed by the next run', async () => {
  const server = new URL('./database-server.ts', import.meta.url).href
  const script = `
    const { startDatabaseServer } = await import('${server}')
    const { url } = await startDatabaseServer()
    console.log(new URL(url).searchParams.get('host'))
    setInterval(() => {}, 1000)`
  const run = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [socketDir] = await once(run.stdout, 'data')
  const dataDir = join(String(socketDir).trim(), '..')
  run.kill('SIGKILL')
  await once(run, 'exit')
  assert.notDeepEqual(await findProcessesIn(join(dataDir, 'postgres')), [])

  await removeLeftovers()
  assert.deepEqual(await findProcessesIn(join(dataDir, 'postgres')), [])
  assert.ok(!existsSync(dataDir))
})

/** Runs a test file of its own process on this run's server, and says which databases it had. */
async function runFile(body: string): Promise<{ code: number; output: string; names: string[] }> {
  const file = join(folder, `${Math.random().toString(36).slice(2)}.test.mjs`)
  const lines = [
    `import { test } from 'node:test'`,
    `import { openTestDatabase } from '${support}'`,
    'const { db, url } = await openTestDatabase()',
    `console.log('database', new URL(url).pathname)`,
    body,
  ]
  await writeFile(file, lines.join('\n'))
  const serverUrl = new URL(url)
  serverUrl.pathname = '/postgres'
  // Without this, the inner runner takes itself for a part of the outer one and reports nothing.
  const env = { ...process.env, [serverVariable]: serverUrl.href, NODE_TEST_CONTEXT: undefined }
  return new Promise((resolve) => {
    execFile(process.execPath, ['--test', file], { env, timeout: 60_000 }, (error, output) => {
      const names = [...output.matchAll(/database \/(\w+)/g)].map(([, name = '']) => name)
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), output, names })
    })
  })
}

async function countDatabases(names: readonly string[]): Promise<number> {
  const { rows } = await sql<{ found: number }>`
    select count(*) as found from pg_database where datname = any (${names})`.execute(db)
  return rows[0]?.found ?? -1
}
