import type { SocketLimits } from '../../../platform/live/live-socket.ts'

/** Every limit of the live connections. */
export const liveLimits = {
  /** The client's silence after which it is pinged, and after as much again dropped. */
  idleMs: 30_000,
  bufferedBytesMax: 32_768,
  stuckMs: 30_000,
  /** Of a message that a client sends, however many frames it has. */
  messageBytesMax: 65_536,
  /** How long the client has to answer when its connection is closed. */
  closeWithinMs: 2_000,
  socketsMax: 2_000,
  /** Of one user, or of one key. */
  socketsOfOneMax: 250,
  /** Between two messages about a job that may wait: four a second. */
  betweenMs: 250,
  /** How often the database is asked for what no notification told; while none are heard, more often. */
  pollMs: 1_500,
  pollUnheardMs: 250,
  /** How long a stream is kept that nobody reads, so that who comes back goes on where they were. */
  streamKeptMs: 300_000,
  /** How often it is asked whether whoever is connected still may be. */
  recheckMs: 60_000,
} as const satisfies SocketLimits & Record<string, number>

export type LiveLimits = { readonly [Name in keyof typeof liveLimits]: number }
