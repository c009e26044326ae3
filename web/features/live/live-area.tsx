import { useQueryClient } from '@tanstack/react-query'
import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from 'react'
import type { LiveState } from '../../platform/live-connection.ts'
import { createLiveHub, type LiveHub } from '../../platform/live-hub.ts'
import { askWhoAgain } from '../sign-in/who.ts'
import { createNewsDesk } from './news-desk.ts'

/** How often a screen asks by itself: messages tell of changes at once, and without them asking is all there is. */
const askMs = { live: 15_000, down: 3_000 } as const satisfies Record<LiveState, number>

const HubContext = createContext<LiveHub | undefined>(undefined)

/** Keeps the screens inside live: the stream of `userId` is followed always, those of others while somebody looks. */
export function LiveArea({ userId, children }: { userId: string; children: ReactNode }) {
  const queryClient = useQueryClient()
  const [hub] = useState(() => {
    const { tell, askForAll } = createNewsDesk(queryClient)
    // A stream also breaks off because the session ended.
    return createLiveHub({ onMessage: tell, onLive: askForAll, onLost: () => askWhoAgain(queryClient) })
  })
  useEffect(() => hub.follow(userId), [hub, userId])
  return <HubContext.Provider value={hub}>{children}</HubContext.Provider>
}

/** Follows the live messages of a user, and says whether they arrive; of nobody while `userId` is undefined. */
export function useLiveState(userId: string | undefined): LiveState {
  const hub = useContext(HubContext)
  if (hub === undefined) throw new Error('this is drawn inside of LiveArea only')
  useEffect(() => (userId === undefined ? undefined : hub.follow(userId)), [hub, userId])
  return useSyncExternalStore(hub.subscribe, () => (userId === undefined ? 'down' : hub.stateOf(userId)))
}

/** How often to ask for what everybody's stream tells of: orders and numbers. */
export function useAskMs(userId: string): number {
  return askMs[useLiveState(userId)]
}
