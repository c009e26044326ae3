import type { Pager } from '../platform/use-pager.ts'
import { Button } from './button.tsx'

interface Props {
  pager: Pager
  nextCursor: string | null
  /** What the list holds, for screen readers. */
  what: string
}

/** The way to the next and the previous page of a list; nothing for a list of one page. */
export function PagerButtons({ pager, nextCursor, what }: Props) {
  if (pager.page === 1 && nextCursor === null) return null
  return (
    <nav aria-label={`Pages of ${what}`} className="mt-4 flex items-center gap-3">
      <Button
        look="quiet"
        aria-disabled={pager.page === 1}
        onClick={() => pager.page > 1 && pager.previous()}
      >
        Previous
      </Button>
      <p className="text-sm text-muted tabular-nums" role="status">
        Page {pager.page}
      </p>
      <Button
        look="quiet"
        aria-disabled={nextCursor === null}
        onClick={() => nextCursor !== null && pager.next(nextCursor)}
      >
        Next
      </Button>
    </nav>
  )
}
