import { Outlet } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { LiveArea } from '../features/live/live-area.tsx'
import { SignedInArea } from '../features/sign-in/signed-in-area.tsx'
import { rightsOf, useMyself } from '../features/sign-in/signed-in-user.tsx'
import { NotFoundPage } from './not-found-page.tsx'

/** Around the screens of signed-in people: who they are, and what is live. */
export function SignedInScreens(): ReactNode {
  return (
    <SignedInArea>
      {({ id }) => (
        <LiveArea key={id} userId={id}>
          <Outlet />
        </LiveArea>
      )}
    </SignedInArea>
  )
}

/** Around the screens of admins: for others they are not there, as the server has it. */
export function AdminScreens(): ReactNode {
  return rightsOf(useMyself()).mayAdminister ? <Outlet /> : <NotFoundPage />
}
