import type { WebSocket } from 'ws'
import { type Closing, type LiveSocket, watchSocket } from '../../../platform/live/live-socket.ts'
import type { Reader } from '../../../platform/live/stream.ts'
import type { Logger } from '../../../platform/log.ts'
import { type Principal, principalKey } from '../../../platform/principal.ts'
import type { AccessEnded } from './job-news.ts'
import type { JobStreams, Place } from './job-streams.ts'
import type { LiveLimits } from './live-limits.ts'

interface Connect {
  principal: Principal
  /** Whose stream it is. */
  userId: string
  place: Place | undefined
  /** Asks again who it is: false when they may not watch this any more. */
  mayStay: () => Promise<boolean>
}

/** The sockets that are open in this process. */
export interface LiveHub {
  /** How many sockets are open. */
  count(): number
  /** True when one more of this principal would be too many. */
  isFull(principal: Principal): boolean
  connect(socket: WebSocket, options: Connect): Promise<void>
  endAccess(ended: AccessEnded): void
  /** Asks about everybody who is connected, once for each. */
  recheck(): Promise<void>
  /** Says goodbye to all. */
  close(): void
}

interface Connected extends Connect {
  socket: LiveSocket
}

export function createLiveHub(streams: JobStreams, limits: LiveLimits, log: Logger): LiveHub {
  const sockets = new Set<Connected>()

  function close(closing: Closing, isMeant: (one: Connected) => boolean): void {
    for (const one of sockets) if (isMeant(one)) one.socket.close(closing)
  }

  async function connect(opened: WebSocket, options: Connect): Promise<void> {
    let reader: Reader | undefined
    const socket = watchSocket(opened, limits, {
      onDrained: () => reader?.deliver(),
      onClosed() {
        sockets.delete(connected)
        reader?.leave()
      },
    })
    const connected = { ...options, socket }
    sockets.add(connected)
    reader = streams.join(options.userId, socket, options.place)
    try {
      // Their access may have ended after they were let in and before anybody knew of this socket.
      const [mayStay] = await Promise.all([options.mayStay(), streams.look(options.userId)])
      if (!mayStay) socket.close('notAllowed')
    } catch (error) {
      log.warn({ err: error }, 'a live connection could not begin')
      socket.close('notReady')
    }
  }

  async function recheck(): Promise<void> {
    const alike = Map.groupBy(sockets, ({ principal, userId }) =>
      JSON.stringify([principalKey(principal), sessionOf(principal), userId]),
    )
    for (const group of alike.values()) {
      // They came the same way, so the youngest request speaks for all.
      const mayStay = await group.at(-1)?.mayStay()
      if (mayStay === false) for (const { socket } of group) socket.close('notAllowed')
    }
  }

  return {
    connect,
    recheck,
    count: () => sockets.size,
    isFull(principal) {
      const key = principalKey(principal)
      const own = [...sockets].filter((one) => principalKey(one.principal) === key).length
      return sockets.size >= limits.socketsMax || own >= limits.socketsOfOneMax
    },
    endAccess: (ended) => close('notAllowed', ({ principal }) => isOf(principal, ended)),
    close: () => close('stopping', () => true),
  }
}

function isOf(principal: Principal, { userId, keyId, sessionId }: AccessEnded): boolean {
  switch (principal.kind) {
    case 'user':
      return principal.userId === userId || principal.sessionId === sessionId
    case 'key':
      return principal.userId === userId || principal.keyId === keyId
    case 'admin-key':
    case 'command':
    case 'nobody':
      return false
  }
}

function sessionOf(principal: Principal): string {
  return principal.kind === 'user' ? principal.sessionId : ''
}
