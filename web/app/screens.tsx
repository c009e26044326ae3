import { useLocation, useSearch } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { LinkPage } from '../features/sign-in/link-page.tsx'
import { SignInPage } from '../features/sign-in/sign-in-page.tsx'
import { screenPaths } from '../platform/paths.ts'

/** The sign-in, which leads back to where one was. */
export function SignInScreen(): ReactNode {
  const { back } = useSearch({ from: screenPaths.signIn })
  return <SignInPage back={isOwnPath(back) ? back : screenPaths.jobs} />
}

/** The screen of a one-time link; its token is what stands behind the `#`. */
export function LinkScreen(): ReactNode {
  const token = useLocation({ select: ({ hash }) => hash })
  return <LinkPage key={token} token={token} />
}

/** True for an address of these pages. Whoever makes a link may write anything, and browsers drop tabs and line ends. */
function isOwnPath(back: string | undefined): back is string {
  return back !== undefined && /^\/(?![/\\\t\r\n])/.test(back)
}
