import { type SpawnOptions, spawnSync } from 'node:child_process'
import { chmodSync, readFileSync, statSync } from 'node:fs'
import { userInfo } from 'node:os'
import { PlainError } from '../../errors.ts'
import type { ClusterPaths } from './cluster-paths.ts'
import type { PostgresBinaries } from './locate-binaries.ts'

/** As whom PostgreSQL's programs are run. They refuse to run as root, and want a user that has a name. */
export interface Launcher {
  /** What stands before the program on the command line. */
  prefix: readonly string[]
  /** Whose process it becomes, where it is not this process's own user. */
  user?: { uid: number; gid: number }
}

/** Nothing of Docket's own environment reaches PostgreSQL: neither secrets nor PG* variables that change its ways. */
const environment = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  LC_ALL: 'C',
  TZ: 'UTC',
}

/**
 * Decides as whom PostgreSQL runs. An ordinary user runs it as himself. Under root, a cluster that belongs to
 * somebody is run as that user; else a user namespace gives root's own process another id, which works in folders
 * only root may enter; else a user without rights is taken, if he can reach the files.
 * @throws PlainError when none of these is possible.
 */
export function chooseLauncher(paths: ClusterPaths, binaries: PostgresBinaries): Launcher {
  const uid = process.getuid?.() ?? 0
  const owner = ownerOf(paths.cluster)
  if (uid !== 0) return launcherOfOrdinaryUser(uid, owner, paths, binaries)
  if (owner !== undefined && owner.uid !== 0) return { prefix: [], user: owner }
  const namespace = namespaceLauncher(binaries.postgres)
  if (namespace !== undefined) return namespace
  const user = owner === undefined ? findUserWithoutRights() : undefined
  if (user !== undefined && canReach(user, paths, binaries)) return { prefix: [], user }
  throw new PlainError(
    `PostgreSQL does not run as root, and neither a user namespace nor another user works for ${paths.dataDir}: start Docket as an ordinary user, or set DATABASE_URL`,
  )
}

/** The program, arguments and options for node's spawn, with which `file` runs as `launcher` says. */
export function launch(launcher: Launcher, file: string, args: readonly string[]) {
  const [program = file, ...rest] = [...launcher.prefix, file, ...args]
  const options: SpawnOptions = { env: environment, ...launcher.user }
  return { program, args: rest, options }
}

function launcherOfOrdinaryUser(
  uid: number,
  owner: { uid: number } | undefined,
  paths: ClusterPaths,
  binaries: PostgresBinaries,
): Launcher {
  if (owner !== undefined && owner.uid !== uid)
    throw new PlainError(
      `${paths.cluster} belongs to another user (id ${owner.uid}): start Docket as that user, or set DOCKET_DATA_DIR`,
    )
  if (hasName()) return { prefix: [] }
  const namespace = namespaceLauncher(binaries.postgres)
  if (namespace !== undefined) return namespace
  throw new PlainError(
    `PostgreSQL wants a user with a name, and ${uid} has none in /etc/passwd: add one, or set DATABASE_URL`,
  )
}

/** A launcher that shows this user to PostgreSQL under the id of an ordinary one, if it works with `program`. */
export function namespaceLauncher(program: string): Launcher | undefined {
  const shown = findUser(({ uid }) => uid !== 0)
  if (process.platform !== 'linux' || shown === undefined) return undefined
  const prefix = ['unshare', '--user', `--map-user=${shown.uid}`, `--map-group=${shown.uid}`]
  return runs({ prefix }, program, ['--version']) ? { prefix } : undefined
}

function canReach(
  user: { uid: number; gid: number },
  { dataDir }: ClusterPaths,
  binaries: PostgresBinaries,
): boolean {
  const launcher: Launcher = { prefix: [], user }
  const { mode } = statSync(dataDir)
  // The data directory is passed through, never listed: what is in it stays closed by its own rights.
  chmodSync(dataDir, mode | 0o011)
  const can =
    runs(launcher, '/bin/sh', ['-c', 'cd "$0"', dataDir]) && runs(launcher, binaries.postgres, ['--version'])
  if (!can) chmodSync(dataDir, mode)
  return can
}

function runs(launcher: Launcher, file: string, fileArgs: readonly string[]): boolean {
  const { program, args, options } = launch(launcher, file, fileArgs)
  return spawnSync(program, args, { ...options, stdio: 'ignore', timeout: 10_000 }).status === 0
}

function findUserWithoutRights(): { uid: number; gid: number } | undefined {
  return findUser(({ name }) => name === 'postgres') ?? findUser(({ name }) => name === 'nobody')
}

function findUser(fits: (user: { name: string; uid: number }) => boolean) {
  return readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .filter(([name, , uid, gid]) => name && uid && gid)
    .map(([name = '', , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }))
    .find(fits)
}

function ownerOf(path: string): { uid: number; gid: number } | undefined {
  const found = statSync(path, { throwIfNoEntry: false })
  return found && { uid: found.uid, gid: found.gid }
}

function hasName(): boolean {
  try {
    return userInfo().username !== ''
  } catch {
    return false
  }
}
