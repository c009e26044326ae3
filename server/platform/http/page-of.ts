import type { Page } from '#contract/lists.ts'
import type { Cursors, Position } from '../../platform/http/cursor.ts'

/** How a list is paged: its cursors, the filters they belong to, and how many entries a page has at most. */
export interface Paging {
  cursors: Cursors
  filters?: Readonly<Record<string, string | undefined>>
  limit: number
}

/** A page out of `rows`, of which one more than fits was read: its being there says that there is a next page. */
export function pageOf<T>(
  rows: readonly T[],
  positionOf: (last: T) => Position,
  { cursors, filters = {}, limit }: Paging,
): Page<T> {
  const items = rows.slice(0, limit)
  const last = rows.length > limit ? items.at(-1) : undefined
  return { items, nextCursor: last === undefined ? null : cursors.encode(positionOf(last), filters) }
}
