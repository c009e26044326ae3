import { systemClock } from '../platform/clock.ts'
import type { Config } from '../platform/config.ts'
import type { Context } from '../platform/context.ts'
import { openDatabase } from '../platform/database/database.ts'
import { createLog } from '../platform/log.ts'

/** Builds what every verb gets, on the database at `url`. Whoever builds it destroys its `db`. */
export function buildContext(config: Config, url: string, stopping: AbortSignal): Context {
  const log = createLog(config)
  const db = openDatabase({
    url,
    poolSize: config.databasePoolSize,
    // At the end the database closes what the pool has not closed yet; that is no loss.
    onError: (error) => stopping.aborted || log.warn({ err: error }, 'a database connection was lost'),
  })
  return { config, db, log, clock: systemClock, stopping }
}
