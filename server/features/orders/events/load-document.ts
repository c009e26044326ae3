import type { ArchiveSource } from '../archived/archive-source.ts'
import { readArchivedDocument } from '../archived/read-archived-order.ts'
import { selectDocument } from './load-document-queries.ts'
import type { OrderDocument } from './order-document.ts'

/**
 * What was sent about an order. That of an archived order comes from its archive.
 * @param orderKey the order's key inside the database
 * @returns undefined for orders of files
 * @throws ProblemError when the archive's files are missing or damaged
 */
export async function loadDocument(
  source: ArchiveSource,
  orderKey: number,
): Promise<OrderDocument | undefined> {
  const stored = await selectDocument(source.db, orderKey)
  if (stored !== undefined) return stored
  const archived = await readArchivedDocument(source, orderKey)
  if (archived !== undefined) return archived ?? undefined
  // Once more: it may have been brought back in between.
  return selectDocument(source.db, orderKey)
}
