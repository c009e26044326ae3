import type { Page, PageQuery } from '#contract/lists.ts'
import type { ApiKey } from '#contract/users.ts'
import { pageOf } from '../../../platform/http/page-of.ts'
import type { Call } from '../../../platform/principal.ts'
import { listKeyRows } from './keys-queries.ts'

/** A page of the keys of all users or of one, in the order in which they were made, revoked ones among them. */
export async function listKeys(
  { db, cursors }: Call,
  { limit, cursor, userId }: PageQuery & { userId?: string | undefined },
): Promise<Page<ApiKey>> {
  const filters = { userId }
  const after = cursor === undefined ? undefined : cursors.decode(cursor, filters)
  const rows = await listKeyRows(db, { userId, after, limit: limit + 1 })
  return pageOf(rows, ({ createdAt, id }) => [createdAt, id], { cursors, filters, limit })
}
