import { systemClock } from '../platform/clock.ts'
import type { Config } from '../platform/config.ts'
import type { Context } from '../platform/context.ts'
import { openDatabase } from '../platform/database/database.ts'
import { readCursorSecret } from '../platform/database/read-cursor-secret.ts'
import { createCursors } from '../platform/http/cursor.ts'
import { createHints } from '../platform/live/hints.ts'
import { createLog } from '../platform/log.ts'

/** What there is before the database is migrated. */
export type EarlyContext = Omit<Context, 'cursors'>

/**
 * Builds what every verb gets, on the database at `url`, but for what stands in its tables. Whoever builds it destroys
 * its `db`.
 */
export function buildContext(config: Config, url: string, stopping: AbortSignal): EarlyContext {
  const log = createLog(config)
  const db = openDatabase({
    url,
    poolSize: config.databasePoolSize,
    // At the end the database closes what the pool has not closed yet; that is no loss.
    onError: (error) => stopping.aborted || log.warn({ err: error }, 'a database connection was lost'),
  })
  return { config, db, log, clock: systemClock, hints: createHints(db, log), stopping }
}

/** Adds what stands in the tables of a migrated database. */
export async function completeContext(early: EarlyContext): Promise<Context> {
  return { ...early, cursors: createCursors(await readCursorSecret(early.db)) }
}
