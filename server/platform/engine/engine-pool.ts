import { Pool } from 'pg'
import type { Logger } from '../log.ts'

/** Opens the few connections of the engine. One that is lost is replaced, and never ends the process. */
export function openEnginePool(url: string, log: Logger): Pool {
  const pool = new Pool({
    connectionString: url,
    application_name: 'docket engine',
    max: 4,
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    statement_timeout: 60_000,
    lock_timeout: 10_000,
    idle_in_transaction_session_timeout: 60_000,
  })
  pool.on('connect', (client) => {
    // A lost connection emits on itself, also while in use, and more than once; unheard, that ends the process.
    client.on('error', (error) => log.debug({ err: error }, 'a connection of the queue was lost'))
  })
  pool.on('error', () => undefined)
  return pool
}
