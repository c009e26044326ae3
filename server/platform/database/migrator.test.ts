import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, beforeEach, describe, test } from 'node:test'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { sql } from 'kysely'
import { databaseUrl, openTestDatabase } from '../../../test/support/database.ts'
import { openDatabase } from './database.ts'
import { newMigration } from './migration-files.ts'
import {
  assertNoneUnknown,
  listMigrations,
  migrateDown,
  migrateUp,
  migratorLockKey,
  migratorTables,
} from './migrator.ts'

const { db, url } = await openTestDatabase({ migrated: false })
const folder = await makeFolder()
beforeEach(async () => {
  await sql`drop schema public cascade; create schema public`.execute(db)
})

describe('migrating up', () => {
  test('applies everything once, and nothing the second time', async () => {
    assert.deepEqual(await migrateUp(db, { folder }), ['0001-first', '0002-second', '0003-third'])
    assert.deepEqual(await migrateUp(db, { folder }), [])
    assert.deepEqual(await readTables(), ['first', 'second', 'third'])
  })

  test('stops after the migration it is told', async () => {
    assert.deepEqual(await migrateUp(db, { folder, to: '0002-second' }), ['0001-first', '0002-second'])
    assert.deepEqual(await migrateUp(db, { folder, to: '0001-first' }), [])
    assert.deepEqual(await readTables(), ['first', 'second'])
  })

  test('refuses a name that no migration has, and applies nothing', async () => {
    await assert.rejects(migrateUp(db, { folder, to: '0009-nothing' }), {
      name: 'PlainError',
      message: 'there is no migration 0009-nothing: `docket migrate list` names them',
    })
    assert.deepEqual(await readTables(), [])
  })

  test('runs every migration exactly once when several start at the same moment', async () => {
    const runs = await Promise.all(Array.from({ length: 8 }, () => migrateUp(db, { folder })))
    assert.deepEqual(runs.flat().sort(), ['0001-first', '0002-second', '0003-third'])
    assert.equal(runs.filter((names) => names.length > 0).length, 1)
  })

  test('keeps the steps before a failing migration and nothing of the failing one', async () => {
    const broken = await makeFolder()
    await writeFile(join(broken.pathname, '0002-second.ts'), brokenMigration)
    await assert.rejects(migrateUp(db, { folder: broken }), {
      name: 'PlainError',
      message: 'the migration 0002-second failed and changed nothing: table "nowhere" does not exist',
    })
    assert.deepEqual(await readTables(), ['first'])
    assert.deepEqual(
      (await listMigrations(db, broken)).map(({ state }) => state),
      ['applied', 'pending', 'pending'],
    )
  })

  test('refuses a folder in which an older migration turned up after a newer one was applied', async () => {
    await migrateUp(db, { folder })
    await sql`delete from schema_migration where name = '0002-second'`.execute(db)
    await assert.rejects(migrateUp(db, { folder }), {
      name: 'PlainError',
      message: /^no migration can run: /,
    })
  })

  test('refuses in one line where its user may not make tables', async () => {
    const stranger = sql.id(`docket_test_stranger_${process.pid}`)
    await sql`create role ${stranger}`.execute(db)
    const asStranger = db.connection().execute(async (one) => {
      await sql`set role ${stranger}`.execute(one)
      return migrateUp(one, { folder })
    })
    await assert.rejects(asStranger, { name: 'PlainError', message: /^no migration can run: no schema/ })
    await sql`drop role ${stranger}`.execute(db)
  })

  test('gives up in one line when another runner does not end', async () => {
    await db.connection().execute(async (other) => {
      await sql`select pg_advisory_lock(${migratorLockKey})`.execute(other)
      const waiting = { folder, lockWaitMs: 50 }
      for (const run of [migrateUp, migrateDown])
        await assert.rejects(run(db, waiting), {
          name: 'PlainError',
          message: /^another Docket still migrates this database after 0 minutes: .+$/,
        })
      await sql`select pg_advisory_unlock(${migratorLockKey})`.execute(other)
    })
    assert.equal((await migrateUp(db, { folder })).length, 3)
  })

  test('leaves the connection with the limits it had', async () => {
    await migrateUp(db, { folder })
    const { rows } = await sql<{ statement: string; lock: string; locks: number }>`
      select current_setting('statement_timeout') as statement, current_setting('lock_timeout') as lock,
        (select count(*) from pg_locks where locktype = 'advisory') as locks`.execute(db)
    assert.deepEqual(rows, [{ statement: '1min', lock: '10s', locks: 0 }])
  })

  test('refuses a database of another encoding than UTF-8', async () => {
    const name = `docket_test_latin_${process.pid}`
    await sql`
      create database ${sql.id(name)} template template0 encoding 'LATIN1' locale_provider libc locale 'C'`.execute(
      db,
    )
    const latin = openDatabase({ url: databaseUrl(url, name), poolSize: 1, onError: () => {} })
    await assert.rejects(migrateUp(latin), {
      name: 'PlainError',
      message: 'Docket needs a database with the encoding UTF8, and this one has LATIN1',
    })
    await latin.destroy()
    await sql`drop database ${sql.id(name)} with (force)`.execute(db)
  })
})

describe('migrating down', () => {
  test('takes back the last migration only', async () => {
    await migrateUp(db, { folder })
    assert.deepEqual(await migrateDown(db, { folder }), ['0003-third'])
    assert.deepEqual(await readTables(), ['first', 'second'])
  })

  test('takes back everything after the migration it is told, the last one first', async () => {
    await migrateUp(db, { folder })
    assert.deepEqual(await migrateDown(db, { folder, to: '0001-first' }), ['0003-third', '0002-second'])
    assert.deepEqual(await migrateDown(db, { folder, to: '0001-first' }), [])
    assert.deepEqual(await readTables(), ['first'])
  })

  test('has nothing to do in an empty database', async () => {
    assert.deepEqual(await migrateDown(db, { folder }), [])
  })

  test('refuses a migration that is not applied or not there, and takes nothing back', async () => {
    await migrateUp(db, { folder, to: '0001-first' })
    await assert.rejects(migrateDown(db, { folder, to: '0003-third' }), {
      message: 'the migration 0003-third is not applied',
    })
    await assert.rejects(migrateDown(db, { folder, to: 'third' }), { name: 'PlainError' })
    assert.deepEqual(await readTables(), ['first'])
  })
})

describe('a database of a newer Docket', () => {
  const line =
    'the database belongs to a newer Docket: this version does not know its migration 0004-future; update Docket'

  beforeEach(async () => {
    await migrateUp(db, { folder })
    const values = sql`('0004-future', '2030-01-01T00:00:00.000Z')`
    await sql`insert into ${sql.id(migratorTables.applied)} values ${values}`.execute(db)
  })

  test('is refused up and down, in one plain line', async () => {
    await assert.rejects(migrateUp(db, { folder }), { name: 'PlainError', message: line })
    await assert.rejects(migrateDown(db, { folder }), { name: 'PlainError', message: line })
    assert.deepEqual(await readTables(), ['first', 'second', 'third'])
  })

  test('is listed with what it has more', async () => {
    const states = await listMigrations(db, folder)
    assert.deepEqual(states.at(-1), {
      name: '0004-future',
      state: 'unknown',
      appliedAt: new Date('2030-01-01T00:00:00.000Z'),
    })
    assert.throws(() => assertNoneUnknown(states), { message: line })
  })
})

describe('a new migration', () => {
  test('gets the next number, goes up and down, and is never written over', async () => {
    const own = await makeFolder()
    const path = await newMigration('add-a-thing', own)
    assert.match(path, /\/0004-add-a-thing\.ts$/)
    assert.deepEqual((await migrateUp(db, { folder: own })).at(-1), '0004-add-a-thing')
    assert.deepEqual(await migrateDown(db, { folder: own }), ['0004-add-a-thing'])
    assert.match(await newMigration('add-a-thing', own), /\/0005-add-a-thing\.ts$/)
    assert.match(await readFile(path, 'utf8'), /^import/)
  })

  test('is refused a name that is not made of words-with-dashes', async () => {
    for (const name of ['', 'Add', 'add_thing', '../up', 'add--thing', '1st', 'a b', 'é'])
      await assert.rejects(newMigration(name, folder), { name: 'PlainError', exitCode: 2 })
    assert.equal((await listMigrations(db, folder)).length, 3)
  })

  test('that cannot be written is refused in one line', async () => {
    const refusal = { name: 'PlainError', message: /^the migration cannot be written: .+$/ }
    await assert.rejects(newMigration('a'.repeat(300), folder), refusal)
    await assert.rejects(newMigration('add-a-thing', new URL('nowhere/', folder)), refusal)
  })
})

/** A folder of three migrations, each of which makes a table of its own name. */
async function makeFolder(): Promise<URL> {
  const path = await mkdtemp(join(tmpdir(), 'docket-migrations-'))
  after(() => rm(path, { recursive: true }))
  await symlink(fileURLToPath(new URL('../../../node_modules', import.meta.url)), join(path, 'node_modules'))
  await writeFile(join(path, 'package.json'), '{"type":"module"}')
  for (const [index, name] of ['first', 'second', 'third'].entries())
    await writeFile(join(path, `000${index + 1}-${name}.ts`), migrationOf(name))
  await writeFile(join(path, '0001-first.test.ts'), 'throw new Error("this is no migration")')
  return new URL(`${pathToFileURL(path).href}/`)
}

function migrationOf(table: string): string {
  return `
    export const up = (db) => db.schema.createTable('${table}').addColumn('id', 'integer').execute()
    export const down = (db) => db.schema.dropTable('${table}').execute()`
}

const brokenMigration = `
  export async function up(db) {
    await db.schema.createTable('second').addColumn('id', 'integer').execute()
    await db.schema.dropTable('nowhere').execute()
  }
  export async function down() {}`

async function readTables(): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select relname::text as name from pg_class
    where relnamespace = 'public'::regnamespace and relkind = 'r'
      and relname <> all (${Object.values(migratorTables)}) order by relname`.execute(db)
  return rows.map(({ name }) => name)
}
