import type { EventRefusal } from '#contract/orders.ts'
import type { LifecycleEvent } from '../lifecycle/fold-events.ts'
import type { EventRow } from './archive-columns.ts'
import type { ArchiveSource } from './archive-source.ts'
import { listArchived, listArchives } from './archived-queries.ts'
import type { GroupPlace } from './group-place.ts'
import { groupByOrder, type OpenArchive, openArchive } from './read-group.ts'

/** The events of an archived order, by `at` and then by arrival. */
export interface ArchivedEvents {
  orderKey: number
  events: readonly ArchivedEvent[]
}

/** An event as the fold takes it, with the verdict that was stored. */
export interface ArchivedEvent extends LifecycleEvent {
  /** Counts the events as they arrived. */
  id: number
  /** Null when it counts. */
  refusal: EventRefusal | null
}

const columns = ['order_key', 'event_id', 'at', 'status', 'is_forced', 'refusal'] as const

/**
 * The events of all orders that are archived, without those that were brought back. With a transaction as the
 * database, they are the orders of its snapshot.
 * @throws ProblemError when the files of an archive are missing or damaged
 */
export async function* archivedEvents(
  source: ArchiveSource,
): AsyncGenerator<ArchivedEvents, void, undefined> {
  for (const archiveId of await listArchives(source.db)) {
    const archive = await openArchive(source, archiveId)
    try {
      for (const group of await archive.listGroups()) yield* await readGroupEvents(source, archive, group)
    } finally {
      await archive.close()
    }
  }
}

/** The events of those orders of a row group that are in the archive by now. */
export async function readGroupEvents(
  { db }: ArchiveSource,
  archive: OpenArchive,
  group: GroupPlace,
): Promise<ArchivedEvents[]> {
  const byOrder = groupByOrder(await archive.readEvents(group, columns))
  const { archiveId } = group
  const archived = await listArchived(db, { archiveId, orderKeys: [...byOrder.keys()] })
  return [...byOrder]
    .filter(([orderKey]) => archived.has(orderKey))
    .map(([orderKey, rows]) => ({ orderKey, events: rows.map(toArchivedEvent) }))
}

function toArchivedEvent(row: Pick<EventRow, (typeof columns)[number]>): ArchivedEvent {
  const { event_id, at, status, is_forced, refusal } = row
  // The table from which it came allows no other refusal.
  return {
    id: event_id,
    at: at.getTime(),
    status,
    isForced: is_forced,
    refusal: refusal as EventRefusal | null,
  }
}
