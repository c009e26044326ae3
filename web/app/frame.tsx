import type { ReactNode } from 'react'
import { screenPaths, serverPaths } from '../platform/paths.ts'
import { Logo } from '../ui/logo.tsx'

interface Props {
  /** Stands at the right of the header. */
  state?: ReactNode
  children: ReactNode
}

/** What every screen has around it: the way past the header, the header itself, and the footer. */
export function Frame({ state, children }: Props) {
  return (
    <div className="mx-auto flex min-h-dvh max-w-6xl flex-col px-5 sm:px-8">
      <a
        href="#main"
        className="sr-only focus:not-sr-only focus:absolute focus:top-3 focus:left-3 focus:z-10 focus:rounded-lg focus:bg-action focus:px-4 focus:py-2.5 focus:text-sm focus:font-medium focus:text-on-action"
      >
        Skip to content
      </a>
      <header className="flex h-18 items-center gap-6">
        <a
          href={screenPaths.home}
          className="flex items-center gap-2.5 py-2 text-lg font-semibold tracking-tight"
        >
          <Logo className="size-7" />
          Docket
        </a>
        <nav aria-label="Main" className="ml-auto text-sm">
          <a href={serverPaths.docs} className="inline-block py-2.5 text-muted hover:text-ink">
            API<span className="max-sm:sr-only"> reference</span>
          </a>
        </nav>
        {state}
      </header>
      <main id="main" tabIndex={-1} className="flex-1 outline-none">
        {children}
      </main>
      <footer className="mt-20 flex flex-wrap items-center gap-x-6 border-t border-line py-6 text-sm text-muted">
        <p className="mr-auto py-2">Docket, an order-operations platform. MIT licence.</p>
        <a href={serverPaths.docs} className="py-2 hover:text-ink">
          API reference
        </a>
        <a href={serverPaths.openApi} className="py-2 hover:text-ink">
          OpenAPI
        </a>
        <a href={serverPaths.readiness} className="py-2 hover:text-ink">
          Readiness
        </a>
      </footer>
    </div>
  )
}
