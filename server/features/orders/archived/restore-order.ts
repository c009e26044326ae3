import { baseMs } from '#contract/analytics.ts'
import type { Transaction } from '../../../platform/database/database.ts'
import { withEventMonths } from '../events/with-event-months.ts'
import type { ArchiveSource } from './archive-source.ts'
import { type ArchivedEvents, readGroupEvents } from './archived-events.ts'
import type { ArchivedOrder } from './archived-order.ts'
import { leaveArchive, lockArchived } from './archived-queries.ts'
import { type Extreme, extremeKey, extremesOf } from './extremes.ts'
import { addExtremes, findExtremes, removeExtremes } from './extremes-queries.ts'
import { readArchivedOrder } from './read-archived-order.ts'
import { openArchive } from './read-group.ts'
import { insertDocument, insertEvents } from './restore-queries.ts'

/**
 * Brings an archived order back into the database, so that it can be changed; the next run of the archive may move it
 * again. One that is not archived stays as it is.
 * @throws ProblemError when the archive's files are missing or damaged
 */
export async function restoreOrder(source: ArchiveSource, orderKey: number): Promise<void> {
  // A connection of its own: in a request with an Idempotency-Key, a transaction of `source.db` would be kept as an effect.
  await source.db.connection().execute((db) => {
    const instants: Date[] = []
    return withEventMonths(db, instants, () =>
      db.transaction().execute(async (tx) => {
        const archiveId = await lockArchived(tx, orderKey)
        if (archiveId == null) return
        const inside = { config: source.config, db: tx }
        const order = await readArchivedOrder(inside, { archiveId, orderKey })
        instants.splice(0, instants.length, ...order.events.map(({ at }) => at))
        await insertDocument(tx, order)
        await insertEvents(tx, order)
        await leaveArchive(tx, orderKey)
        await narrowExtremes(inside, tx, archiveId, order)
      }),
    )
  })
}

/** What an archive counts for is what is still in it. */
async function narrowExtremes(
  source: ArchiveSource,
  tx: Transaction,
  archiveId: number,
  { events }: ArchivedOrder,
): Promise<void> {
  const own = extremesOf([events.map((event) => ({ ...event, at: event.at.getTime() }))])
  const known = new Map((await findExtremes(tx, archiveId, own)).map((one) => [extremeKey(one), one]))
  const touched = own.filter((one) => isExtreme(one, known.get(extremeKey(one))))
  if (touched.length === 0) return
  const left = extremesOf(await readOrdersOf(source, archiveId, touched))
  const keys = new Set(touched.map(extremeKey))
  await removeExtremes(tx, archiveId, touched)
  await addExtremes(
    tx,
    archiveId,
    left.filter((one) => keys.has(extremeKey(one))),
  )
}

function isExtreme(own: Extreme, known: Extreme | undefined): boolean {
  return known !== undefined && (own.minMs <= known.minMs || own.maxMs >= known.maxMs)
}

/** The events of the archive's orders that may have had stays in these quarters. */
async function readOrdersOf(
  source: ArchiveSource,
  archiveId: number,
  quarters: readonly Extreme[],
): Promise<ArchivedEvents['events'][]> {
  const from = new Date(quarters.reduce((min, { start }) => Math.min(min, start), Number.POSITIVE_INFINITY))
  const to = new Date(quarters.reduce((max, { start }) => Math.max(max, start), 0) + baseMs)
  const archive = await openArchive(source, archiveId)
  try {
    const found: ArchivedEvents['events'][] = []
    for (const group of await archive.listGroups({ from, to }))
      for (const { events } of await readGroupEvents(source, archive, group)) found.push(events)
    return found
  } finally {
    await archive.close()
  }
}
