import { type Pager, usePager } from '../../platform/use-pager.ts'

const shownMax = 31

/** One page of what is here already; the pages begin at the first again whenever `of` is something else. */
export function useSlice<T>(
  items: readonly T[],
  of: string,
): { shown: readonly T[]; pager: Pager; nextCursor: string | null } {
  const pager = usePager(of)
  const start = Number(pager.cursor ?? 0)
  const end = start + shownMax
  return {
    shown: items.slice(start, end),
    pager,
    nextCursor: end < items.length ? String(end) : null,
  }
}
