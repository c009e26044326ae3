import { useQueryClient } from '@tanstack/react-query'
import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from 'react'
import type { LiveState } from '../../platform/live-connection.ts'
import { askWhoAgain } from '../sign-in/who.ts'
import { createLiveHub, type LiveHub } from './live-hub.ts'

const HubContext = createContext<LiveHub | undefined>(undefined)

/** Keeps the jobs of the screens inside live: those of `userId` always, those of others while somebody looks. */
export function LiveJobs({ userId, children }: { userId: string; children: ReactNode }) {
  const queryClient = useQueryClient()
  // A stream also breaks off because the session ended.
  const [hub] = useState(() => createLiveHub(queryClient, () => askWhoAgain(queryClient)))
  useEffect(() => hub.follow(userId), [hub, userId])
  return <HubContext.Provider value={hub}>{children}</HubContext.Provider>
}

/** Follows the live messages of a user, and says whether they arrive; of nobody while `userId` is undefined. */
export function useLiveState(userId: string | undefined): LiveState {
  const hub = useContext(HubContext)
  if (hub === undefined) throw new Error('this is drawn inside of LiveJobs only')
  useEffect(() => (userId === undefined ? undefined : hub.follow(userId)), [hub, userId])
  return useSyncExternalStore(hub.subscribe, () => (userId === undefined ? 'down' : hub.stateOf(userId)))
}
