import { type LiveMessage, type LiveState, openLiveConnection } from './live-connection.ts'
import { serverPaths } from './paths.ts'

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

interface Listeners {
  onMessage: (message: LiveMessage) => void
  /** A stream came to stand: what happened while nothing was heard is told by none. */
  onLive: () => void
  onLost: () => void
}

/** Keeps a connection for each user that somebody follows, and tells what comes over them. */
export function createLiveHub({ onMessage, onLive, onLost }: Listeners): LiveHub {
  const streams = new Map<string, Stream>()
  const listeners = new Set<() => void>()

  function open(userId: string): Stream {
    const stream: Stream = { state: 'down', followers: 0, close: () => {} }
    stream.close = openLiveConnection({
      url: `${window.location.origin.replace(/^http/, 'ws')}${serverPaths.live(userId)}`,
      onMessage,
      onState: (state) => change(stream, state),
    })
    return stream
  }

  function change(stream: Stream, state: LiveState): void {
    if (stream.state === state) return
    stream.state = state
    if (state === 'live') onLive()
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
