import { ProblemError } from '../../platform/http/problem.ts'
import { listEventMonths } from './archive-queries.ts'
import type { ArchiveContext, Archived, ArchiveRun } from './archive-run.ts'
import { listUnfinished, setState } from './archive-state-queries.ts'
import { dropEmptyMonths } from './drop-empty-months.ts'
import { finishArchive } from './finish-archive.ts'
import { lastMonth, monthBefore, monthOf } from './months.ts'
import { readGroups } from './read-groups.ts'
import { tidyFiles } from './tidy-files.ts'
import { withArchiveLock } from './with-archive-lock.ts'
import { writeArchive } from './write-archive.ts'

export interface ArchiveWish {
  /** Orders whose last event lies before this month, as 2024-03. */
  before?: string
  /** Or before so many whole months: 1 keeps the month before this one. */
  monthsKept?: number
}

/** How many months are kept where nothing else is said. */
export const monthsKeptByDefault = 13

/**
 * Moves orders that ended long ago into files: whole or not at all, month by month. It can be stopped and killed at any
 * moment; the next run goes on.
 * @throws ProblemError 422 for a month that is not over, 409 while somebody else archives, 503
 *   when a file of an earlier archive is missing
 */
export async function archiveOrders(context: ArchiveContext, wish: ArchiveWish): Promise<Archived> {
  const before = readWish(context, wish)
  return withArchiveLock(context.db, async () => {
    const run: ArchiveRun = { ...context, archives: [] }
    await tidyFiles(run)
    await finishEarlier(run)
    for (const month of await listEventMonths(context.db, before)) await archiveMonth(run, month)
    await endIdle(run)
    const monthsDropped = await dropEmptyMonths(run, before)
    return { before, archives: run.archives, monthsDropped }
  })
}

function readWish(
  { clock }: ArchiveContext,
  { before, monthsKept = monthsKeptByDefault }: ArchiveWish,
): string {
  const now = monthOf(clock.now())
  const wanted = before ?? monthBefore(now, monthsKept)
  if (wanted <= now && wanted > '1970-00' && lastMonth.test(wanted)) return wanted
  throw new ProblemError({
    code: 'values-invalid',
    detail: `Only months that are over can be archived: before ${now} at most.`,
    errors: [
      { pointer: '/before', code: 'value-invalid', message: `must be a month up to ${now}, as in 2024-03` },
    ],
  })
}

/** Goes on where an earlier run stopped; files that it left half-written are begun anew with their month. */
async function finishEarlier(run: ArchiveRun): Promise<void> {
  for (const { id, state } of await listUnfinished(run.db))
    if (state !== 'writing') await finishArchive(run, id)
}

async function archiveMonth(run: ArchiveRun, month: string): Promise<void> {
  const groups = readGroups(run, month)
  for (let next = await groups.next(); next.done !== true; ) {
    const written = await writeArchive(run, month, next.value, groups)
    await finishArchive(run, written.id)
    next = written.next
  }
}

/** What was begun and has no orders left to hold, because they changed meanwhile, is done. */
async function endIdle({ db }: ArchiveRun): Promise<void> {
  for (const { id, state } of await listUnfinished(db))
    if (state === 'writing') await setState(db, id, 'dropped')
}
