import { createHash, randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { after } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { type Database, openDatabase } from '../../server/platform/database/database.ts'
import { migrationsFolder, readMigrationNames } from '../../server/platform/database/migration-files.ts'
import { migrateUp } from '../../server/platform/database/migrator.ts'
import { serverVariable, startDatabaseServer } from './database-server.ts'

/** A database that belongs to one test file alone. */
export interface TestDatabase {
  db: Database
  url: string
  /** Registers what has to be closed before the database goes, because it holds connections of its own. */
  closeFirst(close: () => Promise<unknown>): void
}

/**
 * Makes a database for the test file that calls it, migrated unless told otherwise, and removes it after the file's
 * last test. A connection that is still open then, by whomever, fails the file.
 */
export async function openTestDatabase({ migrated = true } = {}): Promise<TestDatabase> {
  const serverUrl = await findServer()
  const name = `docket_test_${randomUUID().replaceAll('-', '')}`
  const template = migrated ? await findTemplate(serverUrl) : 'template0'
  await onServer(serverUrl, (server) =>
    sql`create database ${sql.id(name)} template ${sql.id(template)}`.execute(server),
  )
  const url = databaseUrl(serverUrl, name)
  const drop = { isUnderWay: false }
  const db = openForTest(url, 10, drop)
  const closers: (() => Promise<unknown>)[] = []
  cleanUpAfterwards(async () => {
    for (const close of closers.reverse()) await close()
    await closeAndDrop(serverUrl, name, db, drop)
  })
  return { db, url, closeFirst: (close) => void closers.push(close) }
}

/** The same server's address of another database. */
export function databaseUrl(serverUrl: string, name: string): string {
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  return url.href
}

let ownServer: Promise<string> | undefined

/** The server of the whole test run, or one for this process alone when a file is run by itself. */
function findServer(): Promise<string> {
  const url = process.env[serverVariable]
  if (url !== undefined) return Promise.resolve(url)
  ownServer ??= startDatabaseServer().then((server) => {
    cleanUpAfterwards(() => server.stop())
    return server.url
  })
  return ownServer
}

const cleanups: (() => Promise<void>)[] = []

/** Runs what was registered last first, because a database goes before its server. */
function cleanUpAfterwards(cleanup: () => Promise<void>): void {
  if (cleanups.length === 0)
    after(async () => {
      for (const one of cleanups.splice(0).reverse()) await one()
    })
  cleanups.push(cleanup)
}

/** The database that is cloned: made by the first test file that needs it, named by what is in the migrations. */
async function findTemplate(serverUrl: string): Promise<string> {
  const template = `docket_template_${await hashMigrations()}`
  await onServer(serverUrl, async (server) => {
    await sql`select pg_advisory_lock(${templateLockKey})`.execute(server)
    const found = await sql`select from pg_database where datname = ${template}`.execute(server)
    if (found.rows.length === 0) await makeTemplate(server, serverUrl, template)
  })
  return template
}

const templateLockKey = 7_305_512

async function makeTemplate(server: Database, serverUrl: string, template: string): Promise<void> {
  // It gets its name when it is whole, so one that was left halfway is never cloned.
  const unfinished = 'docket_template_unfinished'
  await sql`drop database if exists ${sql.id(unfinished)} with (force)`.execute(server)
  await sql`create database ${sql.id(unfinished)} template template0`.execute(server)
  const db = openForTest(databaseUrl(serverUrl, unfinished))
  await migrateUp(db).finally(() => db.destroy())
  await untilNobodyIsConnected(server, unfinished)
  await sql`alter database ${sql.id(unfinished)} rename to ${sql.id(template)}`.execute(server)
}

async function hashMigrations(): Promise<string> {
  const hash = createHash('sha256')
  for (const name of await readMigrationNames(migrationsFolder))
    hash.update(name).update(await readFile(new URL(`${name}.ts`, migrationsFolder)))
  return hash.digest('hex').slice(0, 16)
}

async function closeAndDrop(
  serverUrl: string,
  name: string,
  db: Database,
  drop: { isUnderWay: boolean },
): Promise<void> {
  const closed = await isDoneWithin(leakWaitMs, db.destroy())
  await onServer(serverUrl, async (server) => {
    const leaks = await untilNobodyIsConnected(server, name, closed ? leakWaitMs : 0)
    // What is cut by the drop is told below, with what it was doing.
    drop.isUnderWay = true
    await sql`drop database ${sql.id(name)} with (force)`.execute(server)
    if (leaks.length > 0) throw new Error(`connections were left open: ${leaks.join('; ')}`)
  })
  if (!closed) throw new Error('a connection of the test database was never given back to its pool')
}

/** Far longer than closing takes on a busy machine. */
const leakWaitMs = 3_000

async function isDoneWithin(timeoutMs: number, work: Promise<void>): Promise<boolean> {
  const done = new AbortController()
  const late = sleep(timeoutMs, false, { signal: done.signal })
  return Promise.race([work.then(() => true), late]).finally(() => done.abort())
}

/** Waits for connections that are just closing. Returns what those are doing that do not close. */
async function untilNobodyIsConnected(
  server: Database,
  name: string,
  timeoutMs = leakWaitMs,
): Promise<string[]> {
  const deadline = performance.now() + timeoutMs
  for (;;) {
    const { rows } = await sql<{ description: string }>`
      select concat_ws(' ', application_name, state, query) as description
      from pg_stat_activity where datname = ${name} and backend_type = 'client backend'`.execute(server)
    if (rows.length === 0 || performance.now() > deadline) return rows.map(({ description }) => description)
    await sleep(10)
  }
}

/** Lends one connection to the server's own database. */
async function onServer(serverUrl: string, use: (server: Database) => Promise<unknown>): Promise<void> {
  const server = openForTest(serverUrl, 1)
  try {
    await use(server)
  } finally {
    await server.destroy()
  }
}

function openForTest(url: string, poolSize = 10, drop = { isUnderWay: false }): Database {
  return openDatabase({
    url,
    poolSize,
    onError: (error) => {
      if (!drop.isUnderWay) throw error
    },
  })
}
