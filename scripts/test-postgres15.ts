import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { glob, readFile } from 'node:fs/promises'
import { PlainError } from '../server/platform/errors.ts'
import { serverVariable } from '../test/support/database-server.ts'
import { startDebianPostgres } from '../test/support/debian-postgres.ts'

/** Runs every test file that uses a database on PostgreSQL 15, the oldest server that Docket works with. */
async function testOnPostgres15(): Promise<number> {
  const files = await findDatabaseTests()
  const server = await startDebianPostgres(15)
  // The tests get Ctrl-C too and end by it; the server is then stopped as always.
  process.on('SIGINT', () => {})
  try {
    const tests = spawn(process.execPath, ['--test', ...files], {
      stdio: 'inherit',
      env: { ...process.env, [serverVariable]: server.url },
    })
    const [code] = await once(tests, 'exit')
    return code ?? 1
  } finally {
    await server.stop()
  }
}

async function findDatabaseTests(): Promise<string[]> {
  const found: string[] = []
  for await (const file of glob('{server,test,scripts}/**/*.test.ts'))
    if (/from '.*support\/(database|query-plans)\.ts'/.test(await readFile(file, 'utf8'))) found.push(file)
  return found.sort()
}

try {
  process.exitCode = await testOnPostgres15()
} catch (error) {
  if (!(error instanceof PlainError)) throw error
  console.error(error.message)
  process.exitCode = error.exitCode
}
