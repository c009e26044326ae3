import { existsSync } from 'node:fs'
import { chown, lstat, mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { explainWriteError, makeDataDirectory } from '../../data-directory.ts'
import { PlainError } from '../../errors.ts'
import { type ProcessLock, takeProcessLock } from '../../process-lock.ts'
import { chooseLauncher, type Launcher } from './choose-launcher.ts'
import { type ClusterPaths, clusterPaths, socketPort, socketUrl } from './cluster-paths.ts'
import { checkClusterVersion, createCluster } from './create-cluster.ts'
import { endProcessesIn } from './end-processes.ts'
import { findProcessesIn } from './find-processes.ts'
import { locateBinaries, type PostgresBinaries } from './locate-binaries.ts'
import { postmasterFilePath, readPostmasterFile } from './postmaster-file.ts'
import { type Postmaster, spawnPostmaster } from './spawn-postmaster.ts'
import { supervisePostmaster } from './supervise-postmaster.ts'
import { waitUntilReady } from './wait-until-ready.ts'

/** What starting the embedded database needs to know. */
export interface EmbeddedOptions {
  /** Docket's data directory; made when it is not there. */
  dataDir: string
  /** Gets one plain line for each thing a person waits for. */
  say: (line: string) => void
  /** Aborting it ends the start, leaving no process; it has no effect once the start is done. */
  signal?: AbortSignal
  /** True once the data directory is no longer the caller's: what lies there by then is left alone. */
  isLost?: () => boolean
}

/** The embedded database of a data directory, running. */
export interface EmbeddedPostgres {
  /** Its address, for `pg`; it stays the same when PostgreSQL has to be started again. */
  url: string
  /** Ends it in good order, or at once when `hurry` is aborted, and lets go of the data directory. */
  stop(hurry?: AbortSignal): Promise<void>
}

/** How long a start waits for another Docket command to let go of the database. */
const lockWaitMs = 15_000

/**
 * Starts PostgreSQL in the data directory, making the database the first time, and keeps it running until `stop`.
 * Whatever an earlier Docket left there, at whatever moment it was killed, is put in order first.
 * @throws PlainError with one line when it cannot run here, or another process uses the directory.
 */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const { say, signal = new AbortController().signal, isLost = () => false } = options
  const binaries = locateBinaries()
  const paths = clusterPaths(await makeDataDirectory(options.dataDir))
  const lock = await waitForLock(paths, say, signal)
  try {
    const launcher = chooseLauncher(paths, binaries)
    checkClusterVersion(paths.cluster, binaries.major)
    if (!existsSync(paths.cluster)) say(`Making a database in ${paths.cluster} (this first time only)`)
    await createCluster(paths, binaries, launcher, signal)
    await makeSocketDirectory(paths, launcher)
    const start = async (startSignal: AbortSignal) => {
      if (isLost()) throw new PlainError(`${paths.dataDir} was removed`)
      return startOnce(paths, binaries, launcher, say, startSignal)
    }
    const server = await supervisePostmaster(start, say, signal)
    return {
      url: socketUrl(paths.socketDir),
      stop: async (hurry) => {
        await server.stop(hurry)
        // It may lie outside the data directory, where nobody would look for it.
        if (!isLost()) await rm(paths.socketDir, { recursive: true, force: true })
        lock.release()
      },
    }
  } catch (error) {
    lock.release()
    throw explainWriteError(error, paths.dataDir)
  }
}

async function waitForLock(
  paths: ClusterPaths,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<ProcessLock> {
  const free = takeProcessLock(paths.lock)
  if (free !== undefined) return free
  say('Waiting for another Docket command to finish')
  const deadline = performance.now() + lockWaitMs
  for (;;) {
    const lock = takeProcessLock(paths.lock)
    if (lock !== undefined) return lock
    if (performance.now() > deadline)
      throw new PlainError(`another Docket process uses the database in ${paths.dataDir}`)
    await sleep(100, undefined, { signal })
  }
}

/** One start of PostgreSQL, until it is ready; a start that fails or is called off leaves no process. */
async function startOnce(
  paths: ClusterPaths,
  binaries: PostgresBinaries,
  launcher: Launcher,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<Postmaster> {
  await endLeftovers(paths, say)
  signal.throwIfAborted()
  const postmaster = spawnPostmaster(paths, binaries, launcher)
  try {
    await waitUntilReady(postmaster, paths.socketDir, say, signal)
    return postmaster
  } catch (error) {
    await postmaster.end()
    throw error
  }
}

/** Ends the processes of an earlier PostgreSQL on this cluster, and removes files that would name the wrong one. */
async function endLeftovers(paths: ClusterPaths, say: (line: string) => void): Promise<void> {
  const old = readPostmasterFile(paths.cluster)
  if ((await findProcessesIn(paths.cluster)).length > 0) {
    say('Ending what an earlier PostgreSQL left running here')
    await endProcessesIn(paths.cluster, old?.pid)
  }
  // Nobody works here now. The id in a stale file may be another program's by now, and PostgreSQL would believe it.
  await rm(postmasterFilePath(paths.cluster), { force: true })
  for (const name of [`.s.PGSQL.${socketPort}`, `.s.PGSQL.${socketPort}.lock`])
    await rm(join(paths.socketDir, name), { force: true })
}

/** Makes the folder of the socket. It alone keeps others out, so one that somebody else made is not used. */
async function makeSocketDirectory(paths: ClusterPaths, launcher: Launcher): Promise<void> {
  await mkdir(paths.socketDir, { recursive: true, mode: 0o700 })
  const found = await lstat(paths.socketDir)
  const uids = [process.getuid?.() ?? 0, launcher.user?.uid]
  if (!found.isDirectory() || !uids.includes(found.uid) || (found.mode & 0o077) !== 0)
    throw new PlainError(`${paths.socketDir} must be a folder that only its owner can enter: remove it`)
  if (launcher.user) await chown(paths.socketDir, launcher.user.uid, launcher.user.gid)
}
