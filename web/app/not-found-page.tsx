import { useLocation } from '@tanstack/react-router'
import { useEffect } from 'react'
import { screenPaths, serverPaths } from '../platform/paths.ts'
import { ButtonLink, ScreenLink } from '../ui/button.tsx'
import { Slip } from '../ui/slip.tsx'

/** The screen of every path that leads nowhere. */
export function NotFoundPage() {
  const path = useLocation({ select: ({ pathname }) => pathname })
  useEffect(() => {
    document.title = 'Page not found · Docket'
  }, [])
  return (
    <div className="mx-auto max-w-md pt-10 sm:pt-20">
      <Slip>
        <p className="font-mono text-sm text-muted">404</p>
        <h1 tabIndex={-1} className="mt-3 text-2xl font-semibold tracking-tight outline-none">
          Nothing is filed here
        </h1>
        <p className="mt-3 leading-relaxed text-pretty text-muted">
          There is no page at{' '}
          <code className="rounded bg-sunken px-1 py-0.5 font-mono text-[0.86em] [overflow-wrap:anywhere] text-ink">
            {path}
          </code>
          . It may have moved, or its address was mistyped.
        </p>
        <p className="mt-6 flex flex-wrap gap-2">
          <ScreenLink to={screenPaths.home}>Go to the start</ScreenLink>
          <ButtonLink look="quiet" href={serverPaths.docs}>
            API reference
          </ButtonLink>
        </p>
      </Slip>
    </div>
  )
}
