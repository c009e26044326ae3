import { DatabaseError } from 'pg'
import { listEventMonths } from './archive-queries.ts'
import type { ArchiveRun } from './archive-run.ts'
import { dropMonth, isMonthEmpty } from './month-queries.ts'

/** Everybody who reads or writes events waits for at most so long each time. */
const waitMs = 200
const attemptsMax = 10

/**
 * Takes the partitions of months away that have no events any more; one with a few orders left keeps these. Where others
 * use the events all the time it is left to the next run.
 */
export async function dropEmptyMonths(run: ArchiveRun, before: string): Promise<string[]> {
  const dropped: string[] = []
  for (const month of await listEventMonths(run.db, before)) {
    run.stopping.throwIfAborted()
    if ((await isMonthEmpty(run.db, month)) && (await dropPatiently(run, month))) dropped.push(month)
  }
  return dropped
}

async function dropPatiently({ db, log }: ArchiveRun, month: string): Promise<boolean> {
  for (let attempt = 1; attempt <= attemptsMax; attempt += 1) {
    try {
      return await dropMonth(db, month, waitMs)
    } catch (error) {
      if (!isLockTimeout(error)) throw error
    }
  }
  log.warn({ month }, 'the events are in use all the time: the empty month is dropped by the next run')
  return false
}

function isLockTimeout(error: unknown): boolean {
  return error instanceof DatabaseError && error.code === '55P03'
}
