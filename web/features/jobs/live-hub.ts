import type { QueryClient } from '@tanstack/react-query'
import { type LiveState, openLiveConnection } from '../../platform/live-connection.ts'
import { serverPaths } from '../../platform/paths.ts'
import { applyProgress } from './apply-progress.ts'

/** The live streams that the screens follow: one connection for each user, however many screens follow it. */
export interface LiveHub {
  /** Follows a user's stream until the returned function is called. */
  follow(userId: string): () => void
  stateOf(userId: string): LiveState
  /** Calls `listener` when the state of a stream changes, until the returned function is called. */
  subscribe(listener: () => void): () => void
}

interface Stream {
  state: LiveState
  followers: number
  close: () => void
}

/** Draws what streams say into `queryClient`'s jobs. `onLost` is told when one breaks off. */
export function createLiveHub(queryClient: QueryClient, onLost: () => void): LiveHub {
  const streams = new Map<string, Stream>()
  const listeners = new Set<() => void>()

  function open(userId: string): Stream {
    const stream: Stream = { state: 'down', followers: 0, close: () => {} }
    stream.close = openLiveConnection({
      url: `${window.location.origin.replace(/^http/, 'ws')}${serverPaths.live(userId)}`,
      onMessage: (message) => applyProgress(queryClient, message),
      onState: (state) => change(stream, state),
    })
    return stream
  }

  function change(stream: Stream, state: LiveState): void {
    if (stream.state === state) return
    stream.state = state
    // What ended while nothing was heard is in no snapshot.
    if (state === 'live') askForJobs(queryClient)
    else onLost()
    for (const listener of listeners) listener()
  }

  return {
    follow(userId) {
      const stream = streams.get(userId) ?? open(userId)
      streams.set(userId, stream)
      stream.followers += 1
      return () => {
        stream.followers -= 1
        if (stream.followers > 0) return
        streams.delete(userId)
        stream.close()
      }
    },
    stateOf: (userId) => streams.get(userId)?.state ?? 'down',
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

function askForJobs(queryClient: QueryClient): void {
  void queryClient.invalidateQueries({ queryKey: ['jobs'] })
  void queryClient.invalidateQueries({
    predicate: ({ queryKey }) => queryKey[0] === 'job' && queryKey.length === 2,
  })
}
