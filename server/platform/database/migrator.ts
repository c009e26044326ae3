import { sql } from 'kysely'
import { type MigrationResultSet, Migrator } from 'kysely/migration'
import { exitCodes, PlainError } from '../errors.ts'
import { assertDatabaseFits } from './assert-database-fits.ts'
import type { Database } from './database.ts'
import { isLockTimeout } from './database-refusals.ts'
import { loadMigrations, migrationsFolder, readMigrationNames } from './migration-files.ts'

/** Where a migration stands; `unknown` ones were applied by a newer Docket. */
export interface MigrationState {
  name: string
  state: 'applied' | 'pending' | 'unknown'
  appliedAt: Date | null
}

interface MigrateOptions {
  /** The migration that is to be the last applied one. */
  to?: string | undefined
  folder?: URL
  /** How long to wait for another runner: as long as a migration of a large table may take, unless said. */
  lockWaitMs?: number
}

const longestLockWaitMs = 3_600_000

/** The migrator's own tables, which are no part of the data model. */
export const migratorTables = { applied: 'schema_migration', lock: 'schema_migration_lock' } as const

/**
 * Applies every migration that is not applied yet, up to and with `to`, each in a transaction of its own.
 * @returns the names of those it applied: none when another runner was quicker.
 * @throws PlainError when the database cannot hold what Docket stores, or belongs to a newer Docket.
 */
export async function migrateUp(db: Database, options: MigrateOptions = {}): Promise<string[]> {
  const { to } = options
  await assertDatabaseFits(db)
  return withMigrator(db, options, (migrator, states) => {
    const wanted = to === undefined ? states : states.slice(0, findIndex(states, to) + 1)
    const pending = wanted.filter(({ state }) => state === 'pending')
    return runSteps(pending.length, () => migrator.migrateUp())
  })
}

/**
 * Takes back the last migration, or every migration after `to`, each in a transaction of its own.
 * @returns the names of those it took back, the last one first.
 * @throws PlainError when `to` is not applied, or the database belongs to a newer Docket.
 */
export async function migrateDown(db: Database, options: MigrateOptions = {}): Promise<string[]> {
  const { to } = options
  return withMigrator(db, options, (migrator, states) => {
    const applied = states.filter(({ state }) => state === 'applied')
    if (to === undefined) return runSteps(Math.min(applied.length, 1), () => migrator.migrateDown())
    const last = findIndex(states, to)
    if (last >= applied.length) throw new PlainError(`the migration ${to} is not applied`)
    return runSteps(applied.length - 1 - last, () => migrator.migrateDown())
  })
}

/** Lists the migrations in their order, with when each was applied; those of a newer Docket come last. */
export async function listMigrations(db: Database, folder = migrationsFolder): Promise<MigrationState[]> {
  const names = await readMigrationNames(folder)
  const applied = await readApplied(db)
  const known = names.map((name): MigrationState => {
    const appliedAt = applied.get(name) ?? null
    return { name, state: appliedAt === null ? 'pending' : 'applied', appliedAt }
  })
  const unknown = [...applied.keys()].filter((name) => !names.includes(name)).sort()
  return known.concat(
    unknown.map((name) => ({ name, state: 'unknown', appliedAt: applied.get(name) ?? null })),
  )
}

/** Refuses a database that holds migrations which this code does not know: working on could only do harm. */
export function assertNoneUnknown(states: readonly MigrationState[]): void {
  const unknown = states.filter(({ state }) => state === 'unknown').map(({ name }) => name)
  if (unknown.length === 0) return
  throw new PlainError(
    `the database belongs to a newer Docket: this version does not know its migration ${unknown.join(', ')}; update Docket`,
  )
}

type Steps = (migrator: Migrator, states: readonly MigrationState[]) => Promise<string[]>

/** Runs `steps` on one connection, under a lock that only one runner of a database holds at a time. */
async function withMigrator(db: Database, options: MigrateOptions, steps: Steps): Promise<string[]> {
  const { folder = migrationsFolder, lockWaitMs = longestLockWaitMs } = options
  return db.connection().execute(async (connection) => {
    try {
      await takeLock(connection, lockWaitMs)
      const states = await listMigrations(connection, folder)
      assertNoneUnknown(states)
      return await steps(createMigrator(connection, folder), states)
    } finally {
      // Releases the lock and puts the limits back. It fails only on a lost connection, which holds neither.
      await sql`discard all`.execute(connection).catch(() => {})
    }
  })
}

/** Waits until no other runner is at work. @throws PlainError when one still is after `waitMs` */
async function takeLock(connection: Database, waitMs: number): Promise<void> {
  await sql`set statement_timeout = 0`.execute(connection)
  await sql`select set_config('lock_timeout', ${String(waitMs)}, false)`.execute(connection)
  try {
    await sql`select pg_advisory_lock(${migratorLockKey})`.execute(connection)
  } catch (cause) {
    if (!isLockTimeout(cause)) throw cause
    const minutes = Math.round(waitMs / 60_000)
    const line = `another Docket still migrates this database after ${minutes} minutes: wait for it or end it, then try again`
    throw new PlainError(line, exitCodes.failed, { cause })
  }
  // A migration itself must not queue long for a table, because everything else would queue behind it.
  await sql`reset lock_timeout`.execute(connection)
}

/** Only one runner of a database holds the advisory lock of this number; no other lock of Docket may have it. */
export const migratorLockKey = 7_305_511

function createMigrator(db: Database, folder: URL): Migrator {
  return new Migrator({
    db,
    migrationTableName: migratorTables.applied,
    migrationLockTableName: migratorTables.lock,
    nameComparator: (a, b) => (a < b ? -1 : 1),
    provider: { getMigrations: () => loadMigrations(folder) },
  })
}

async function runSteps(count: number, step: () => Promise<MigrationResultSet>): Promise<string[]> {
  const names: string[] = []
  while (names.length < count) names.push(readStep(await step()))
  return names
}

function readStep({ error, results }: MigrationResultSet): string {
  const name = results?.[0]?.migrationName
  if (error === undefined && name !== undefined) return name
  const reason = error instanceof Error ? error.message : 'there is none left'
  const subject =
    name === undefined ? 'no migration can run' : `the migration ${name} failed and changed nothing`
  throw new PlainError(`${subject}: ${reason}`, exitCodes.failed, { cause: error })
}

function findIndex(states: readonly MigrationState[], name: string): number {
  const index = states.findIndex((one) => one.name === name)
  if (index < 0) throw new PlainError(`there is no migration ${name}: \`docket migrate list\` names them`)
  return index
}

async function readApplied(db: Database): Promise<Map<string, Date>> {
  const table = sql.id(migratorTables.applied)
  const found = await sql<{ found: boolean }>`
    select to_regclass(${migratorTables.applied}) is not null as found`.execute(db)
  if (found.rows[0]?.found !== true) return new Map()
  const { rows } = await sql<{ name: string; timestamp: string }>`
    select name, timestamp from ${table} order by name`.execute(db)
  return new Map(rows.map(({ name, timestamp }) => [name, new Date(timestamp)]))
}
