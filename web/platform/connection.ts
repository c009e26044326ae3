/** How often the server is asked, by what is known about the connection. */
const pollMs = { live: 5_000, connecting: 1_000, reconnecting: 1_000, offline: 3_000 } as const

export type ConnectionState = keyof typeof pollMs

/** What is known about polling the server: whether the last try failed, and when the last answer came. */
export interface Polling {
  status: 'pending' | 'success' | 'error'
  /** Milliseconds since the epoch; 0 before the first answer. */
  answeredAt: number
}

/** A restart takes a few seconds; a server silent for longer than this has gone. */
const reconnectingMsMax = 15_000

/** What the page says about its connection to the server at `now`. */
export function connectionOf({ status, answeredAt }: Polling, now: number): ConnectionState {
  if (status === 'success') return 'live'
  if (status === 'pending') return 'connecting'
  return now - answeredAt < reconnectingMsMax ? 'reconnecting' : 'offline'
}

/** How long to wait before asking again: gently while all is well, soon while a restart may end any moment. */
export function nextPollMs(polling: Polling, now: number): number {
  return pollMs[connectionOf(polling, now)]
}
