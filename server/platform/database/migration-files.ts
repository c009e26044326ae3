import { readdir, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Migration } from 'kysely/migration'
import { exitCodes, PlainError } from '../errors.ts'

/** Where Docket's migrations are. Tests bring folders of their own. */
export const migrationsFolder = new URL('../../migrations/', import.meta.url)

/** Names the migrations of a folder in the order in which they are applied: by their number. */
export async function readMigrationNames(folder: URL): Promise<string[]> {
  const files = await readdir(folder)
  return files
    .filter((file) => /^\d{4}-[a-z0-9-]+\.ts$/.test(file))
    .map((file) => file.slice(0, -'.ts'.length))
    .sort()
}

/** Loads the migrations of a folder, by name. */
export async function loadMigrations(folder: URL): Promise<Record<string, Migration>> {
  const migrations: Record<string, Migration> = {}
  for (const name of await readMigrationNames(folder)) {
    const module: unknown = await import(new URL(`${name}.ts`, folder).href)
    if (!isMigration(module)) throw new Error(`the migration ${name} does not export up and down`)
    migrations[name] = module
  }
  return migrations
}

/**
 * Writes an empty migration with the next number.
 * @returns the path of the new file.
 * @throws PlainError when the name is not made of words-with-dashes, or the file cannot be written.
 */
export async function newMigration(name: string, folder = migrationsFolder): Promise<string> {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name))
    throw new PlainError(
      `a migration is named in-words-with-dashes, in lower case, not "${name}"`,
      exitCodes.wrongUsage,
    )
  try {
    const names = await readMigrationNames(folder)
    const number = Number(names.at(-1)?.slice(0, 4) ?? 0) + 1
    const path = fileURLToPath(new URL(`${String(number).padStart(4, '0')}-${name}.ts`, folder))
    await writeFile(path, template, { flag: 'wx' })
    return path
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new PlainError(`the migration cannot be written: ${reason}`, exitCodes.failed, { cause })
  }
}

function isMigration(module: unknown): module is Required<Migration> {
  if (typeof module !== 'object' || module === null) return false
  if (!('up' in module && 'down' in module)) return false
  return typeof module.up === 'function' && typeof module.down === 'function'
}

const template = `import { type Kysely, sql } from 'kysely'

/** Say in one sentence what changes and why. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql\`select 1\`.execute(db)
}

/** Takes back everything that up did. */
export async function down(db: Kysely<unknown>): Promise<void> {
  await sql\`select 1\`.execute(db)
}
`
