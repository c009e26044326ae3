import { createContext, type ReactNode, useContext } from 'react'
import type { User } from '#contract/users.ts'

const UserContext = createContext<User | undefined>(undefined)

/** Makes `user` known to the screens inside, which are drawn for nobody else. */
export function SignedInUser({ user, children }: { user: User; children: ReactNode }) {
  return <UserContext.Provider value={user}>{children}</UserContext.Provider>
}

/** Who is signed in. Only for what is drawn inside of `SignedInUser`. */
export function useMyself(): User {
  const user = useContext(UserContext)
  if (user === undefined) throw new Error('this is drawn for signed-in people only')
  return user
}

/** What somebody of this role may do on the pages; the server decides for itself. */
export function rightsOf({ role }: Pick<User, 'role'>): { mayWrite: boolean; mayAdminister: boolean } {
  return { mayWrite: role !== 'viewer', mayAdminister: role === 'admin' }
}
