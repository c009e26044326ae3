import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, chown, mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { socketUrl } from '../../server/platform/database/embedded/cluster-paths.ts'
import { PlainError } from '../../server/platform/errors.ts'
import { type DatabaseServer, makeTestDirectory, removeLeftovers } from './database-server.ts'

/**
 * Starts the PostgreSQL that Debian's package of that version installs, on a directory of its own.
 * @throws PlainError when it is not installed.
 */
export async function startDebianPostgres(major: number): Promise<DatabaseServer> {
  const programs = `/usr/lib/postgresql/${major}/bin`
  if (!existsSync(join(programs, 'postgres')))
    throw new PlainError(
      `PostgreSQL ${major} is not installed in ${programs}: apt-get install postgresql-${major}`,
    )
  await removeLeftovers()
  const directory = await makeTestDirectory()
  const user = findUser()
  const cluster = await makeClusterDirectory(directory, user)
  const run = (program: string, ...args: string[]) =>
    execFileSync(join(programs, program), ['-D', cluster, ...args], { ...user, cwd: '/', stdio: 'pipe' })
  run('initdb', '--username=docket', '--encoding=UTF8', '--locale=C', '--auth=trust', '--no-sync')
  run('pg_ctl', '-w', '-l', join(cluster, 'log'), '-o', serverOptions(cluster), 'start')
  return {
    url: socketUrl(cluster, 'postgres'),
    async stop() {
      run('pg_ctl', '-w', '-m', 'immediate', 'stop')
      await rm(directory, { recursive: true, force: true })
    },
  }
}

/** PostgreSQL refuses to run as root; the package brings a user for it. */
function findUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined
  const readId = (option: string) => Number(execFileSync('id', [option, 'postgres'], { encoding: 'utf8' }))
  return { uid: readId('-u'), gid: readId('-g') }
}

async function makeClusterDirectory(directory: string, user: { uid: number; gid: number } | undefined) {
  // PostgreSQL's user passes through the outer directory, which stays ours to remove.
  await chmod(directory, 0o711)
  const cluster = join(directory, 'postgres')
  await mkdir(cluster, { mode: 0o700 })
  if (user !== undefined) await chown(cluster, user.uid, user.gid)
  return cluster
}

/** Only its socket leads to it, and what it holds need not survive a crash. */
function serverOptions(cluster: string): string {
  return `-k ${cluster} -c listen_addresses= -c fsync=off -c max_connections=200`
}
