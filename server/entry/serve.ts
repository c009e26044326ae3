import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import { startFolder } from '../features/analytics/fold/start-folder.ts'
import { startImports } from '../features/imports/run/start-imports.ts'
import { startSearchFiller } from '../features/orders/search/start-search-filler.ts'
import { issueSetupLink } from '../features/users/links/issue-setup-link.ts'
import { assertMayListen } from '../features/users/sign-in/assert-may-listen.ts'
import { checkPort, explainListenError } from '../platform/check-port.ts'
import { type Config, readConfig } from '../platform/config.ts'
import type { Context } from '../platform/context.ts'
import { makeDataDirectory } from '../platform/data-directory.ts'
import { startEmbeddedPostgres } from '../platform/database/embedded/start-embedded-postgres.ts'
import { migrateUp } from '../platform/database/migrator.ts'
import { reachServer } from '../platform/database/reach-server.ts'
import { exitCodes } from '../platform/errors.ts'
import { type DirectoryHold, holdDirectory } from '../platform/server-file.ts'
import { type StopSignals, watchStopSignals } from '../platform/stop-signals.ts'
import { readVersion } from '../platform/version.ts'
import { buildApplication } from './build-application.ts'
import { buildContext, completeContext, type EarlyContext } from './build-context.ts'
import { buildImportServices, importThreadFile } from './build-import-services.ts'
import { cleanUps } from './clean-ups.ts'

/** What undoes each step of the start. They run in the opposite order, whatever ended the server. */
type Undo = Array<() => Promise<void> | void>

/** How long a stop waits for requests that are being answered, for imports to end their step, for the pool, and altogether. */
const requestsEndWithinMs = 4_000
const importsEndWithinMs = 4_000
const poolEndsWithinMs = 500
const stopsWithinMs = 9_500

/**
 * Runs Docket until it is told to stop: its database, the API and the web application.
 * @throws PlainError with one line when it cannot start here.
 */
export async function serve(): Promise<void> {
  const config = readConfig()
  const signals = watchStopSignals(say)
  const undo: Undo = []
  // Whoever reads our lines may go away; that is no reason to end.
  process.stdout.on('error', () => undefined)
  try {
    const hold = await start(config, signals, undo)
    await Promise.race([aborted(signals.stopping), hold.untilLost()])
  } catch (error) {
    if (!signals.stopping.aborted) throw error
  } finally {
    endForSure()
    await undoAll(undo)
  }
  say('Stopped')
  // Ended here because a process that ends by itself first lets go of its signals: one more Ctrl-C would then kill it.
  process.exit(process.exitCode ?? exitCodes.ok)
}

async function start(config: Config, signals: StopSignals, undo: Undo): Promise<DirectoryHold> {
  say(`Docket ${readVersion()}`)
  if (config.temporalHost !== undefined) say('TEMPORAL_HOST is set, but no part of this version uses it')
  const hold = holdDirectory(await makeDataDirectory(config.dataDir))
  undo.push(() => hold.release())
  await checkPort(config)
  const url = await startDatabase(config, signals, hold, undo)
  const early = buildContext(config, url, signals.stopping)
  undo.push(() => within(poolEndsWithinMs, early.db.destroy()))
  await migrate(early)
  const context = await completeContext(early)
  await assertMayListen(context)
  const services = await buildImportServices(context, url)
  const app = await buildApplication(context, url, services)
  const close = () => closeApp(app, signals.hurry)
  undo.push(close)
  const imports = await startImports(context, {
    ...services,
    ...cleanUps(context, services),
    url,
    threadFile: importThreadFile,
  })
  const folder = startFolder(context)
  const filler = startSearchFiller(context)
  // Side by side: each may take most of the time that a stop has.
  const stopAll = () => Promise.all([close(), imports.stop(importsEndWithinMs), folder.stop(), filler.stop()])
  undo.splice(-1, 1, async () => void (await stopAll()))
  await listen(context, app, hold)
  return hold
}

/** The database's address: the server of DATABASE_URL when it fits, else a PostgreSQL of our own. */
async function startDatabase(
  config: Config,
  signals: StopSignals,
  hold: DirectoryHold,
  undo: Undo,
): Promise<string> {
  if (config.databaseUrl !== undefined) {
    say(`Database: PostgreSQL ${await reachServer(config.databaseUrl)} of DATABASE_URL`)
    return config.databaseUrl
  }
  const { dataDir } = config
  const { isLost } = hold
  const database = await startEmbeddedPostgres({ dataDir, say, signal: signals.stopping, isLost })
  undo.push(() => database.stop(signals.hurry))
  say(`Database: PostgreSQL in ${dataDir}`)
  return database.url
}

/** Brings the tables up to date; a stop in the middle breaks the connection, which rolls the step back. */
async function migrate({ db, stopping }: EarlyContext): Promise<void> {
  stopping.throwIfAborted()
  const applied = migrateUp(db)
  applied.catch(() => undefined)
  const names = await Promise.race([applied, aborted(stopping)])
  stopping.throwIfAborted()
  if (names && names.length > 0) say(`Migrations applied: ${names.join(', ')}`)
}

async function listen(context: Context, app: FastifyInstance, hold: DirectoryHold): Promise<void> {
  const { config } = context
  const url = await app.listen({ host: config.host, port: config.port }).catch((error) => {
    throw explainListenError(error, config)
  })
  hold.announce(url)
  say(`Listening on ${url}`)
  const setupLink = await issueSetupLink(context, url)
  if (setupLink !== undefined) say(`Make the first admin, once, within a day: ${setupLink}`)
  say('Ctrl-C stops it')
}

/** Accepts nothing more and waits for the answers under way; what takes too long is cut off. */
async function closeApp(app: FastifyInstance, hurry: AbortSignal): Promise<void> {
  const closed = app.close()
  await Promise.race([within(requestsEndWithinMs, closed), aborted(hurry)])
  app.server.closeAllConnections()
  await within(poolEndsWithinMs, closed)
}

/** Waits for `work`, but no longer than `timeoutMs`. */
async function within(timeoutMs: number, work: Promise<unknown>): Promise<void> {
  await Promise.race([work, sleep(timeoutMs, undefined, { ref: false })])
}

/** Runs every step, also after one that failed: a fault of the API must not leave PostgreSQL running. */
async function undoAll(undo: Undo): Promise<void> {
  for (const step of undo.reverse()) {
    try {
      await step()
    } catch (error) {
      process.exitCode = exitCodes.failed
      console.error(error)
    }
  }
}

function aborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined)
    signal.addEventListener('abort', () => resolve(undefined), { once: true })
  })
}

/** Ends the process even when something still holds it, before whoever stopped it loses patience. */
function endForSure(): void {
  setTimeout(() => process.exit(process.exitCode ?? 1), stopsWithinMs).unref()
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
