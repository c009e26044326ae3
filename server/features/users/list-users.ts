import type { Page, PageQuery } from '#contract/lists.ts'
import type { User } from '#contract/users.ts'
import { pageOf } from '../../platform/http/page-of.ts'
import type { Call } from '../../platform/principal.ts'
import { toUser } from './user-row.ts'
import { countUsers, listUserRows } from './users-queries.ts'

/** A page of all users, in the order in which they came. */
export async function listUsers({ db, cursors }: Call, { limit, cursor }: PageQuery): Promise<Page<User>> {
  const after = cursor === undefined ? undefined : cursors.decode(cursor, {})
  const [rows, total] = await Promise.all([listUserRows(db, { after, limit: limit + 1 }), countUsers(db)])
  const page = pageOf(rows.map(toUser), ({ createdAt, id }) => [createdAt, id], { cursors, limit })
  return { ...page, total }
}
