import { setTimeout as sleep } from 'node:timers/promises'
import { startFolder } from '../features/analytics/fold/start-folder.ts'
import { startImports } from '../features/imports/run/start-imports.ts'
import { startSearchFiller } from '../features/orders/search/start-search-filler.ts'
import { type Config, readConfig } from '../platform/config.ts'
import type { Database } from '../platform/database/database.ts'
import { assertNoneUnknown, listMigrations } from '../platform/database/migrator.ts'
import { reachServer } from '../platform/database/reach-server.ts'
import { joinRunning } from '../platform/database/with-database-url.ts'
import { exitCodes, PlainError } from '../platform/errors.ts'
import { watchStopSignals } from '../platform/stop-signals.ts'
import { readVersion } from '../platform/version.ts'
import { buildContext } from './build-context.ts'
import { buildImportServices, importThreadFile } from './build-import-services.ts'
import { cleanUps } from './clean-ups.ts'

/** How long imports have to end their step, and the stop altogether. */
const importsEndWithinMs = 8_000
const stopsWithinMs = 9_500
/** A server that has just started applies its migrations meanwhile. */
const migratedWithinMs = 20_000

/**
 * Runs imports and counts what changes, and nothing else, beside any number of servers and other workers on the same database. Uploads are read
 * from the data directory, so all of them share it.
 * @throws PlainError with one line when there is no database to work on.
 */
export async function work(): Promise<void> {
  const config = readConfig()
  const { stopping } = watchStopSignals(say)
  // Whoever reads our lines may go away; that is no reason to end.
  process.stdout.on('error', () => undefined)
  say(`Docket ${readVersion()}, a worker`)
  const url = await findDatabase(config)
  const context = buildContext(config, url, stopping)
  try {
    await waitUntilMigrated(context.db, stopping)
    const services = await buildImportServices(context, url)
    const imports = await startImports(context, {
      ...services,
      ...cleanUps(context, services),
      url,
      threadFile: importThreadFile,
    })
    const folder = startFolder(context)
    const filler = startSearchFiller(context)
    say(`Working, at most ${config.importSlots} imports at a time, on the uploads in ${config.dataDir}`)
    say('Ctrl-C stops it')
    await aborted(stopping)
    endForSure()
    await Promise.all([imports.stop(importsEndWithinMs), folder.stop(), filler.stop()])
  } catch (error) {
    if (!stopping.aborted) throw error
  } finally {
    await context.hints.stop()
    await context.db.destroy()
  }
  say('Stopped')
  // Ended here because a process that ends by itself first lets go of its signals: one more Ctrl-C would then kill it.
  process.exit(exitCodes.ok)
}

async function findDatabase({ databaseUrl, dataDir }: Config): Promise<string> {
  if (databaseUrl !== undefined) {
    say(`Database: PostgreSQL ${await reachServer(databaseUrl)} of DATABASE_URL`)
    return databaseUrl
  }
  const url = await joinRunning(dataDir)
  if (url === undefined)
    throw new PlainError(
      `no server runs on ${dataDir}: a worker needs one beside it, or a database of its own in DATABASE_URL`,
    )
  say(`Database: that of the server on ${dataDir}`)
  return url
}

/** @throws PlainError when the database belongs to a newer Docket, or nobody migrates it */
async function waitUntilMigrated(db: Database, stopping: AbortSignal): Promise<void> {
  const deadline = performance.now() + migratedWithinMs
  for (;;) {
    const migrations = await listMigrations(db)
    assertNoneUnknown(migrations)
    if (migrations.every(({ state }) => state === 'applied')) return
    if (performance.now() > deadline)
      throw new PlainError('the database is not up to date: `docket migrate up` brings it there')
    await sleep(250, undefined, { signal: stopping })
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
}

/** Ends the process even when something still holds it, before whoever stopped it loses patience. */
function endForSure(): void {
  setTimeout(() => process.exit(exitCodes.ok), stopsWithinMs).unref()
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
