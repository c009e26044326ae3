import { existsSync } from 'node:fs'
import { realpath } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Config } from '../config.ts'
import { PlainError } from '../errors.ts'
import { isProcessLockHeld } from '../process-lock.ts'
import { watchStopSignals } from '../stop-signals.ts'
import { clusterPaths, socketUrl } from './embedded/cluster-paths.ts'
import { readPostmasterFile } from './embedded/postmaster-file.ts'
import { startEmbeddedPostgres } from './embedded/start-embedded-postgres.ts'
import { answers } from './embedded/wait-until-ready.ts'

/** Longer than the first start of a server takes. */
const joinWaitMs = 20_000

/**
 * Runs `use` with the address of Docket's database, for every command except `serve`: `DATABASE_URL` when it is
 * set, else the embedded server of the data directory. If none runs there, one is started for as long as `use`
 * takes; if another Docket is using the directory, its database is joined, waiting until it is ready.
 * @param say gets the plain lines that tell a person what is being done; a command with `--json` passes
 *   a function that writes to stderr.
 * @throws PlainError with one line when there is no way to reach a database.
 */
export async function withDatabaseUrl<T>(
  config: Pick<Config, 'databaseUrl' | 'dataDir'>,
  say: (line: string) => void,
  use: (url: string) => Promise<T>,
): Promise<T> {
  if (config.databaseUrl !== undefined) return use(config.databaseUrl)
  const running = await joinRunning(config.dataDir)
  if (running !== undefined) return use(running)
  return withOwnServer(config.dataDir, say, use)
}

/** Starts the embedded database for as long as `use` takes. Ctrl-C ends both, so that no PostgreSQL stays behind. */
async function withOwnServer<T>(
  dataDir: string,
  say: (line: string) => void,
  use: (url: string) => Promise<T>,
): Promise<T> {
  const { stopping, hurry } = watchStopSignals(say)
  const interrupted = new Promise<never>((_, reject) => {
    stopping.addEventListener('abort', () => reject(new PlainError('interrupted')))
  })
  interrupted.catch(() => undefined)
  const server = await startEmbeddedPostgres({ dataDir, say, signal: stopping }).catch((error) => {
    throw stopping.aborted ? new PlainError('interrupted') : error
  })
  try {
    return await Promise.race([use(server.url), interrupted])
  } finally {
    await server.stop(hurry)
  }
}

/**
 * The address of the embedded database that another process of Docket runs on `dataDir`, once it is ready;
 * undefined when none does. It starts nothing and changes nothing.
 */
export async function joinRunning(dataDir: string): Promise<string | undefined> {
  if (!existsSync(dataDir)) return undefined
  const paths = clusterPaths(await realpath(dataDir))
  const deadline = performance.now() + joinWaitMs
  while (isProcessLockHeld(paths.lock)) {
    const socketDir = readPostmasterFile(paths.cluster)?.socketDir
    const url = socketDir === undefined ? undefined : socketUrl(socketDir)
    if (url !== undefined && (await answers(url))) return url
    if (performance.now() > deadline)
      throw new PlainError(`another Docket is using ${dataDir}, but its database does not answer`)
    await sleep(50)
  }
  return undefined
}
