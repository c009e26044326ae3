import { useEffect } from 'react'
import { screenPaths, serverPaths } from '../platform/paths.ts'
import { ButtonLink } from '../ui/button.tsx'
import { Slip } from '../ui/slip.tsx'
import { Frame } from './frame.tsx'

/** The screen of every path that leads nowhere. */
export function NotFoundPage({ path }: { path: string }) {
  useEffect(() => {
    document.title = 'Page not found · Docket'
  }, [])
  return (
    <Frame>
      <div className="mx-auto max-w-md pt-10 sm:pt-20">
        <Slip>
          <p className="font-mono text-sm text-muted">404</p>
          <h1 className="mt-3 text-2xl font-semibold tracking-tight">Nothing is filed here</h1>
          <p className="mt-3 leading-relaxed text-pretty text-muted">
            There is no page at{' '}
            <code className="rounded bg-sunken px-1 py-0.5 font-mono text-[0.86em] [overflow-wrap:anywhere] text-ink">
              {path}
            </code>
            . It may have moved, or its address was mistyped.
          </p>
          <p className="mt-6 flex flex-wrap gap-2">
            <ButtonLink href={screenPaths.home}>Go to the start</ButtonLink>
            <ButtonLink look="quiet" href={serverPaths.docs}>
              API reference
            </ButtonLink>
          </p>
        </Slip>
      </div>
    </Frame>
  )
}
