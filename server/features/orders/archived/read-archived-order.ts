import { createSecretKey, type KeyObject } from 'node:crypto'
import type { OrderDocument } from '../events/order-document.ts'
import type { OrderEvent } from '../events/order-event.ts'
import type { ArchiveSource } from './archive-source.ts'
import { type ArchivedOrder, fromRows, toDocument, toEvent } from './archived-order.ts'
import { findArchived, findGroup, findKey } from './archived-queries.ts'
import type { GroupPlace } from './group-place.ts'
import { type OpenArchive, openArchive, refuseUnreadable } from './read-group.ts'

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

/**
 * The events of an order that the database has none of; undefined when it is not archived, also when it has just been
 * brought back.
 * @throws ProblemError when the archive's files are missing or damaged
 */
export async function readArchivedEvents(
  source: ArchiveSource,
  orderKey: number,
): Promise<OrderEvent[] | undefined> {
  return readWhereArchived(source, orderKey, async (archive, { group, key }) => {
    const rows = (await archive.readEvents(group)).filter(({ order_key }) => order_key === orderKey)
    if (rows.length === 0) throw refuseUnreadable('of this order', undefined)
    return rows.map((row) => toEvent(row, key))
  })
}

/** The document of an order, likewise; null when it has none. */
export async function readArchivedDocument(
  source: ArchiveSource,
  orderKey: number,
): Promise<OrderDocument | null | undefined> {
  return readWhereArchived(source, orderKey, async (archive, { group, key }) => {
    const row = (await archive.readOrders(group)).find(({ order_key }) => order_key === orderKey)
    if (row === undefined) throw refuseUnreadable('of this order', undefined)
    return toDocument(row, key)
  })
}

interface Found {
  group: GroupPlace
  /** The key of the customer; undefined when they were erased. */
  key: KeyObject | undefined
}

async function readWhereArchived<T>(
  source: ArchiveSource,
  orderKey: number,
  read: (archive: OpenArchive, found: Found) => Promise<T>,
): Promise<T | undefined> {
  const place = await findArchived(source.db, orderKey)
  if (place === undefined) return undefined
  const { archiveId, customerKey } = place
  const group = await findGroup(source.db, { archiveId, orderKey })
  if (group === undefined) throw refuseUnreadable('of this order', undefined)
  const archive = await openArchive(source, archiveId)
  try {
    const result = await read(archive, { group, key: await keyOf(source, customerKey) })
    // What was brought back while it was read may have changed since.
    return (await findArchived(source.db, orderKey))?.archiveId === archiveId ? result : undefined
  } finally {
    await archive.close()
  }
}

/** @throws ProblemError when the key is lost: only erasing a customer takes it away */
async function keyOf({ db }: ArchiveSource, customerKey: number): Promise<KeyObject | undefined> {
  const found = await findKey(db, customerKey)
  if (found?.isErased === true) return undefined
  if (found === undefined || found.key === null)
    throw refuseUnreadable('of this order', new Error('the key of its customer is lost'))
  return createSecretKey(found.key)
}
