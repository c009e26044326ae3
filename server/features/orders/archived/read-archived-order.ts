import type { OrderDocument } from '../events/order-document.ts'
import type { OrderEvent } from '../events/order-event.ts'
import type { ArchiveSource } from './archive-source.ts'
import { type ArchivedOrder, fromRows } from './archived-order.ts'
import { findArchive, findGroup, findKey } from './archived-queries.ts'
import { openArchive, refuseUnreadable } from './read-group.ts'

interface Place {
  archiveId: number
  orderKey: number
}

/**
 * An order as it was archived; without what its customer's key locks when they were erased.
 * @throws ProblemError when the archive's files are missing or damaged
 */
export async function readArchivedOrder(source: ArchiveSource, place: Place): Promise<ArchivedOrder> {
  const group = await findGroup(source.db, place)
  if (group === undefined) throw refuseUnreadable('of this order', undefined)
  const archive = await openArchive(source, place.archiveId)
  try {
    const isOf = ({ order_key }: { order_key: number }) => order_key === place.orderKey
    const order = (await archive.readOrders(group)).find(isOf)
    const events = (await archive.readEvents(group)).filter(isOf)
    if (order === undefined || order.events !== events.length)
      throw refuseUnreadable('of this order', undefined)
    return fromRows({ order, events }, await keyOf(source, order.customer_key))
  } finally {
    await archive.close()
  }
}

/** The events of an order that the database has none of, because it is archived. */
export async function readArchivedEvents(
  source: ArchiveSource,
  orderKey: number,
): Promise<readonly OrderEvent[] | undefined> {
  return (await readWhereArchived(source, orderKey))?.events
}

/** The document of an order, likewise. */
export async function readArchivedDocument(
  source: ArchiveSource,
  orderKey: number,
): Promise<OrderDocument | undefined> {
  return (await readWhereArchived(source, orderKey))?.document ?? undefined
}

/** Undefined when it is not archived, also when it has just been brought back. */
async function readWhereArchived(
  source: ArchiveSource,
  orderKey: number,
): Promise<ArchivedOrder | undefined> {
  const archiveId = await findArchive(source.db, orderKey)
  if (archiveId == null) return undefined
  const order = await readArchivedOrder(source, { archiveId, orderKey })
  // What was brought back while it was read may have changed since.
  return (await findArchive(source.db, orderKey)) === archiveId ? order : undefined
}

/** @throws ProblemError when the key is lost: only erasing a customer takes it away */
async function keyOf({ db }: ArchiveSource, customerKey: number): Promise<Buffer | undefined> {
  const found = await findKey(db, customerKey)
  if (found === undefined || (found.key === null && !found.isErased))
    throw refuseUnreadable('of this order', new Error('the key of its customer is lost'))
  return found.key ?? undefined
}
