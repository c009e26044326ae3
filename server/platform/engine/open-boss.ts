import type { Pool } from 'pg'
import { PgBoss } from 'pg-boss'
import type { Logger } from '../log.ts'

/** A database that is away fails every look; so often it is said. */
const sayEveryMs = 10_000

/** Makes the queue, which lies in a schema of its own; starting it makes or updates its tables. */
export function openBoss(pool: Pool, log: Logger): PgBoss {
  const boss = new PgBoss({
    db: { executeSql: (text, values) => pool.query(text, values ? [...values] : undefined) },
    schema: 'pgboss',
    cronWorkerIntervalSeconds: 5,
    // The tables stay small: both look after large ones, and reach into the whole database for it.
    monitorVacuum: false,
    reindex: false,
  })
  boss.on('error', createErrorTeller(log))
  boss.on('warning', (warning) => log.debug({ warning }, 'the queue of jobs warns'))
  return boss
}

function createErrorTeller(log: Logger): (error: Error) => void {
  let nextAt = 0
  return ({ message }) => {
    const now = performance.now()
    const isToBeSaid = now >= nextAt
    log[isToBeSaid ? 'warn' : 'debug']({ reason: message }, 'the queue of jobs failed; it is tried again')
    if (isToBeSaid) nextAt = now + sayEveryMs
  }
}
