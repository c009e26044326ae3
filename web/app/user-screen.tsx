import { useParams } from '@tanstack/react-router'
import { UserPage } from '../features/users/user-page.tsx'
import { screenPaths } from '../platform/paths.ts'

/** The user that the address names. */
export function UserScreen() {
  const { userId } = useParams({ from: `/signed-in/admins${screenPaths.user}` })
  return <UserPage key={userId} userId={userId} />
}
