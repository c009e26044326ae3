import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { ConnectionBadge } from '../features/system/connection-badge.tsx'
import { screenPaths, serverPaths } from '../platform/paths.ts'
import { Logo } from '../ui/logo.tsx'
import { Menu } from './menu.tsx'

/** What every screen has around it: the way past the header, the header itself, and the footer. */
export function Frame({ children }: { children: ReactNode }) {
  return (
    <div className="mx-auto flex min-h-dvh max-w-6xl flex-col px-5 sm:px-8">
      <a
        href="#main"
        className="sr-only focus:not-sr-only focus:absolute focus:top-3 focus:left-3 focus:z-10 focus:rounded-lg focus:bg-action focus:px-4 focus:py-2.5 focus:text-sm focus:font-medium focus:text-on-action"
      >
        Skip to content
      </a>
      <header className="flex flex-wrap items-center gap-x-6 border-b border-line py-2.5 md:min-h-18">
        <Link
          to={screenPaths.home}
          className="flex items-center gap-2.5 py-2 text-lg font-semibold tracking-tight"
        >
          <Logo className="size-7" />
          Docket
        </Link>
        <div className="ml-auto md:order-last">
          <ConnectionBadge />
        </div>
        <Menu />
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
