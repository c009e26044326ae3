import { useRouter } from '@tanstack/react-router'
import { type ReactNode, useEffect } from 'react'
import type { User } from '#contract/users.ts'
import { screenPaths } from '../../platform/paths.ts'
import { LoadFailed, Loading } from '../../ui/load-states.tsx'
import { PageHeading } from '../../ui/page-heading.tsx'
import { SystemSlip } from '../system/system-slip.tsx'
import { SignedInUser } from './signed-in-user.tsx'
import { useWho } from './who.ts'

/** Draws its screens for signed-in people; others are led to the sign-in, and from there back to here. */
export function SignedInArea({ children }: { children: (user: User) => ReactNode }) {
  const who = useWho()
  if (who.data === undefined) {
    return who.error === null ? (
      <Loading what="who is signed in" />
    ) : (
      <Unknown error={who.error} retry={() => void who.refetch()} />
    )
  }
  const user = who.data.isSignedIn ? who.data.me.user : null
  if (user === null) return <LeadToSignIn />
  return <SignedInUser user={user}>{children(user)}</SignedInUser>
}

/** Goes to the sign-in once, however often it is drawn meanwhile: the address changes while it goes. */
function LeadToSignIn() {
  const router = useRouter()
  useEffect(() => {
    const back = router.state.location.href
    void router.navigate({ to: screenPaths.signIn, search: { back }, replace: true })
  }, [router])
  return null
}

/** While nobody can say who is signed in, the state of the system says why. */
function Unknown({ error, retry }: { error: Error; retry: () => void }) {
  return (
    <div className="mx-auto max-w-md">
      <PageHeading title="Not available just now" />
      <LoadFailed what="who is signed in" error={error} retry={retry} />
      <div className="mt-8">
        <SystemSlip isSignedIn={false} />
      </div>
    </div>
  )
}
