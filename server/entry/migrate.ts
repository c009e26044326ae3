import { readConfig } from '../platform/config.ts'
import { type Database, openDatabase } from '../platform/database/database.ts'
import { newMigration as writeMigration } from '../platform/database/migration-files.ts'
import {
  migrateUp as applyMigrations,
  type MigrationState,
  listMigrations as readMigrations,
  migrateDown as takeBackMigrations,
} from '../platform/database/migrator.ts'
import { reachServer } from '../platform/database/reach-server.ts'
import { withDatabaseUrl } from '../platform/database/with-database-url.ts'

interface MigrateOptions {
  to?: string
  json: boolean
}

/** `docket migrate up`: applies what is not applied yet and prints the names. */
export async function migrateUp({ to, json }: MigrateOptions): Promise<void> {
  const applied = await withDatabase((db) => applyMigrations(db, { to }))
  if (json) printJson({ applied })
  else printLines(applied.length > 0 ? applied.map((name) => `applied ${name}`) : ['nothing to apply'])
}

/** `docket migrate down`: takes back the last migration, or all after `to`, and prints the names. */
export async function migrateDown({ to, json }: MigrateOptions): Promise<void> {
  const takenBack = await withDatabase((db) => takeBackMigrations(db, { to }))
  if (json) printJson({ takenBack })
  else
    printLines(takenBack.length > 0 ? takenBack.map((name) => `took back ${name}`) : ['nothing to take back'])
}

/** `docket migrate list`: prints every migration with when it was applied. */
export async function listMigrations({ json }: Pick<MigrateOptions, 'json'>): Promise<void> {
  const migrations = await withDatabase((db) => readMigrations(db))
  if (json) printJson({ migrations })
  else printLines(migrations.map(describe))
}

/** `docket migrate new`: writes an empty migration and prints its path. */
export async function newMigration(name: string): Promise<void> {
  printLines([await writeMigration(name)])
}

async function withDatabase<T>(use: (db: Database) => Promise<T>): Promise<T> {
  const config = readConfig()
  if (config.databaseUrl !== undefined) await reachServer(config.databaseUrl)
  return withDatabaseUrl(config, sayOnStderr, async (url) => {
    // Two: migrating keeps one of them for its lock and its work.
    const db = openDatabase({ url, poolSize: 2, onError: (error) => sayOnStderr(error.message) })
    return use(db).finally(() => db.destroy())
  })
}

function describe({ name, state, appliedAt }: MigrationState): string {
  const when = appliedAt === null ? 'not applied' : `applied ${appliedAt.toISOString()}`
  return state === 'unknown' ? `${name}  ${when}, by a newer Docket` : `${name}  ${when}`
}

function sayOnStderr(line: string): void {
  process.stderr.write(`${line}\n`)
}

function printLines(lines: readonly string[]): void {
  process.stdout.write(lines.map((line) => `${line}\n`).join(''))
}

function printJson(value: unknown): void {
  printLines([JSON.stringify(value)])
}
