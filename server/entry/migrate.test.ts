import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { beforeEach, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import { databaseUrl, openTestDatabase } from '../../test/support/database.ts'
import { migrationsFolder, readMigrationNames } from '../platform/database/migration-files.ts'

const { db, url } = await openTestDatabase({ migrated: false })
const names = await readMigrationNames(migrationsFolder)
const [first = '', second = ''] = names
const last = names.at(-1) ?? ''

beforeEach(() => sql`drop schema public cascade; create schema public`.execute(db))

describe('docket migrate', () => {
  test('up applies everything and says what, down takes the last one back', async () => {
    assert.deepEqual(await migrate('up'), ok(names.map((name) => `applied ${name}\n`).join('')))
    assert.deepEqual(await migrate('up'), ok('nothing to apply\n'))
    assert.deepEqual(await migrate('down'), ok(`took back ${last}\n`))
  })

  test('up and down stop at the migration they are told, and answer in JSON', async () => {
    assert.deepEqual(
      await migrate('up', '--to', second, '--json'),
      ok(`{"applied":["${first}","${second}"]}\n`),
    )
    assert.deepEqual(await migrate('down', '--to', first, '--json'), ok(`{"takenBack":["${second}"]}\n`))
    assert.deepEqual(await migrate('down', '--to', first), ok('nothing to take back\n'))
  })

  test('list shows what is applied and when', async () => {
    await migrate('up', '--to', first)
    const { stdout } = await migrate('list')
    assert.match(
      stdout,
      new RegExp(`^${first}  applied \\d{4}-\\d\\d-\\d\\dT.*Z\\n${second}  not applied\\n`),
    )
    const { migrations } = JSON.parse((await migrate('list', '--json')).stdout)
    assert.deepEqual(Object.keys(migrations[0]), ['name', 'state', 'appliedAt'])
    assert.deepEqual(migrations[1], { name: second, state: 'pending', appliedAt: null })
  })

  test('up runs every migration once when several processes start at the same moment', async () => {
    const runs = await Promise.all([1, 2, 3, 4].map(() => migrate('up', '--json')))
    assert.deepEqual(
      runs.flatMap(({ stdout }) => JSON.parse(stdout).applied),
      names,
    )
  })

  test('refuses a migration that is not there, in one line with exit code 1', async () => {
    const line = 'docket: there is no migration 9999-nothing: `docket migrate list` names them\n'
    assert.deepEqual(await migrate('up', '--to', '9999-nothing'), { code: 1, stdout: '', stderr: line })
    assert.deepEqual(await migrate('down', '--to', '9999-nothing'), { code: 1, stdout: '', stderr: line })
  })

  test('refuses a database of a newer Docket in one line, and lists it', async () => {
    await migrate('up')
    await sql`insert into schema_migration values ('9999-future', '2030-01-01T00:00:00.000Z')`.execute(db)
    const { code, stderr } = await migrate('up')
    assert.equal(code, 1)
    assert.match(stderr, /^docket: the database belongs to a newer Docket: .*9999-future.*\n$/)
    const { stdout } = await migrate('list')
    assert.match(stdout, /9999-future {2}applied 2030-01-01T00:00:00\.000Z, by a newer Docket\n$/)
  })

  test('says in one line that the database cannot be reached', async () => {
    const { code, stdout, stderr } = await run(databaseUrl(url, 'docket_nowhere'), 'list')
    assert.deepEqual([code, stdout], [1, ''])
    assert.match(stderr, /^docket: .*docket_nowhere.*\n$/)
  })

  test('new refuses a name that is not words-with-dashes, and writes nothing', async () => {
    const { code, stderr } = await migrate('new', 'Add Things')
    assert.equal(code, 2)
    assert.match(
      stderr,
      /^docket: a migration is named in-words-with-dashes, in lower case, not "Add Things"\n$/,
    )
    assert.deepEqual(await readMigrationNames(migrationsFolder), names)
    assert.ok(!existsSync(new URL('Add Things.ts', migrationsFolder)))
  })
})

interface Outcome {
  code: number
  stdout: string
  stderr: string
}

function ok(stdout: string): Outcome {
  return { code: 0, stdout, stderr: '' }
}

function migrate(...args: string[]): Promise<Outcome> {
  return run(url, ...args)
}

function run(databaseUrl: string, ...args: string[]): Promise<Outcome> {
  const docket = fileURLToPath(new URL('../../bin/docket', import.meta.url))
  const env = { PATH: process.env['PATH'], DATABASE_URL: databaseUrl }
  return new Promise((resolve) => {
    execFile(docket, ['migrate', ...args], { env, timeout: 60_000 }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr })
    })
  })
}
