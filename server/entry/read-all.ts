import type { Page, PageQuery } from '#contract/lists.ts'
import { pageLimits } from '#contract/lists.ts'

/** Reads a list to its end, page by page. */
export async function readAll<T>(readPage: (page: PageQuery) => Promise<Page<T>>): Promise<T[]> {
  const items: T[] = []
  let cursor: string | null | undefined
  do {
    const page = await readPage({ limit: pageLimits.max, ...(typeof cursor === 'string' && { cursor }) })
    items.push(...page.items)
    cursor = page.nextCursor
  } while (cursor !== null)
  return items
}
