import { useState } from 'react'

/** The way through a list that tells only how to go on: it remembers where the pages before began. */
export interface Pager {
  /** Where this page begins; undefined for the first one. */
  cursor: string | undefined
  page: number
  next: (cursor: string) => void
  previous: () => void
}

/** Begins at the first page, again whenever `of` is something else. */
export function usePager(of: string): Pager {
  const [state, setState] = useState<{ of: string; cursors: readonly string[] }>({ of, cursors: [] })
  const cursors = state.of === of ? state.cursors : []
  return {
    cursor: cursors.at(-1),
    page: cursors.length + 1,
    next: (cursor) => setState({ of, cursors: [...cursors, cursor] }),
    previous: () => setState({ of, cursors: cursors.slice(0, -1) }),
  }
}
