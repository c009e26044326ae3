import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { chown, mkdtemp, open, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { PlainError } from '../../errors.ts'
import { type Launcher, launch } from './choose-launcher.ts'
import type { ClusterPaths } from './cluster-paths.ts'
import { killProcesses, processesEnd } from './end-processes.ts'
import { findProcessesIn } from './find-processes.ts'
import type { PostgresBinaries } from './locate-binaries.ts'

/**
 * Makes the database cluster if there is none. It grows under another name and is renamed when it is whole and on
 * disk, so a start that was killed halfway leaves nothing that could be taken for a cluster.
 */
export async function createCluster(
  paths: ClusterPaths,
  binaries: PostgresBinaries,
  launcher: Launcher,
  signal: AbortSignal,
): Promise<void> {
  await removeUnfinished(paths)
  if (existsSync(paths.cluster)) return
  const unfinished = await mkdtemp(join(paths.dataDir, paths.unfinishedPrefix))
  try {
    if (launcher.user) await chown(unfinished, launcher.user.uid, launcher.user.gid)
    await runInitdb(unfinished, binaries, launcher, signal)
    await rename(unfinished, paths.cluster)
    await syncDirectory(paths.dataDir)
  } catch (error) {
    await removeUnfinished(paths)
    throw error
  }
}

/** Refuses a cluster that these programs cannot read, before anything touches it. */
export function checkClusterVersion(cluster: string, major: number): void {
  if (!existsSync(cluster)) return
  const file = join(cluster, 'PG_VERSION')
  const made = existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined
  if (made === String(major)) return
  const what = made === undefined ? 'is no PostgreSQL cluster' : `was made by PostgreSQL ${made}`
  throw new PlainError(
    `${cluster} ${what}, and this Docket has PostgreSQL ${major}: start the Docket that made it, or set DOCKET_DATA_DIR to another folder`,
  )
}

/** Removes what a killed start left of an unfinished cluster. An initdb that outlived its Docket is ended first. */
async function removeUnfinished(paths: ClusterPaths): Promise<void> {
  const names = (await readdir(paths.dataDir)).filter((name) => name.startsWith(paths.unfinishedPrefix))
  for (const directory of names.map((name) => join(paths.dataDir, name))) {
    killProcesses(await findProcessesIn(directory), 'SIGKILL')
    await processesEnd(directory, 5_000)
    await rm(directory, { recursive: true, force: true })
  }
}

async function runInitdb(
  directory: string,
  binaries: PostgresBinaries,
  launcher: Launcher,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted()
  // The built-in locale sorts the same on every system. Nobody but the owner gets to the socket, so it needs no password.
  const { program, args, options } = launch(launcher, binaries.initdb, [
    ...['-D', directory, '--username=docket', '--encoding=UTF8', '--data-checksums'],
    ...['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'],
    ...['--auth-local=trust', '--auth-host=reject', '--no-instructions'],
  ])
  const child = spawn(program, args, { ...options, detached: true, stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  const end = () => killProcesses([child.pid === undefined ? 0 : -child.pid], 'SIGKILL')
  signal.addEventListener('abort', end)
  const [code] = await once(child, 'close')
  signal.removeEventListener('abort', end)
  signal.throwIfAborted()
  if (code !== 0) throw new PlainError(`the database could not be made in ${directory}: ${reasonIn(said)}`)
}

/** After the reason initdb still tells what it cleans up. */
function reasonIn(said: string): string {
  const lines = said.trim().split('\n')
  const reason = lines.find((line) => /\b(FATAL|PANIC|error): /.test(line)) ?? lines.at(-1) ?? ''
  return reason.replace(/^.*?(FATAL|PANIC|error): +/, '')
}

async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path)
  await directory.sync()
  await directory.close()
}
