import { setTimeout as sleep } from 'node:timers/promises'
import type { Fault } from '#contract/problem.ts'
import type { Context } from '../context.ts'
import { listMigrations } from '../database/migrator.ts'

/** Says why Docket is not ready; nothing when it is. */
export type ReadinessCheck = () => Promise<Fault[]>

/**
 * Builds the check behind `/readyz`. It answers within `timeoutMs`, also while the database hangs, and probes that
 * arrive meanwhile share one look at the database, so they cannot use up its connections.
 */
export function createReadinessCheck(
  { db, log, stopping }: Pick<Context, 'db' | 'log' | 'stopping'>,
  timeoutMs: number,
): ReadinessCheck {
  let underWay: Promise<Fault[]> | undefined

  async function look(): Promise<Fault[]> {
    try {
      return findMigrationFaults(await listMigrations(db))
    } catch (error) {
      log.warn({ err: error }, 'the database cannot be reached')
      return [databaseUnreachable]
    } finally {
      underWay = undefined
    }
  }

  return async () => {
    if (stopping.aborted)
      return [{ pointer: '/status', code: 'stopping', message: 'Docket was told to stop.' }]
    underWay ??= look()
    return withinTime(underWay, timeoutMs)
  }
}

const databaseUnreachable: Fault = {
  pointer: '/checks/database',
  code: 'database-unreachable',
  message: 'The database does not answer.',
}

function findMigrationFaults(migrations: readonly { state: string }[]): Fault[] {
  const pointer = '/checks/migrations'
  const pending = migrations.filter(({ state }) => state === 'pending').length
  const unknown = migrations.filter(({ state }) => state === 'unknown').length
  const faults: Fault[] = []
  if (pending > 0)
    faults.push({
      pointer,
      code: 'migrations-pending',
      message:
        pending === 1 ? '1 migration is not applied yet.' : `${pending} migrations are not applied yet.`,
    })
  if (unknown > 0)
    faults.push({ pointer, code: 'migrations-unknown', message: 'The database belongs to a newer Docket.' })
  return faults
}

async function withinTime(look: Promise<Fault[]>, timeoutMs: number): Promise<Fault[]> {
  const timer = new AbortController()
  const timeout = sleep(timeoutMs, [databaseUnreachable], { signal: timer.signal })
  try {
    return await Promise.race([look, timeout])
  } finally {
    // The cancelled timer rejects; nobody waits for it any more.
    timeout.catch(() => {})
    timer.abort()
  }
}
