import { Outlet, useLocation, useSearch } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { LiveJobs } from '../features/jobs/live-jobs.tsx'
import { LinkPage } from '../features/sign-in/link-page.tsx'
import { SignInPage } from '../features/sign-in/sign-in-page.tsx'
import { SignedInArea } from '../features/sign-in/signed-in-area.tsx'
import { rightsOf, useMyself } from '../features/sign-in/signed-in-user.tsx'
import { screenPaths } from '../platform/paths.ts'
import { NotFoundPage } from './not-found-page.tsx'

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

/** Around the screens of signed-in people: who they are, and their live jobs. */
export function SignedInScreens(): ReactNode {
  return (
    <SignedInArea>
      {({ id }) => (
        <LiveJobs key={id} userId={id}>
          <Outlet />
        </LiveJobs>
      )}
    </SignedInArea>
  )
}

/** Around the screens of admins: for others they are not there, as the server has it. */
export function AdminScreens(): ReactNode {
  return rightsOf(useMyself()).mayAdminister ? <Outlet /> : <NotFoundPage />
}

/** True for an address of these pages. Whoever makes a link may write anything, and browsers drop tabs and line ends. */
function isOwnPath(back: string | undefined): back is string {
  return back !== undefined && /^\/(?![/\\\t\r\n])/.test(back)
}
