import type { RawData, WebSocket } from 'ws'
import type { Sink } from './stream.ts'

/** Why a socket is closed: the code that its client sees, and a word for people. */
const closings = {
  stopping: { code: 1001, reason: 'the server stops' },
  notAllowed: { code: 1008, reason: 'not allowed any more' },
  tooSlow: { code: 1013, reason: 'reads too slowly' },
  notReady: { code: 1013, reason: 'try again later' },
} as const
export type Closing = keyof typeof closings

export interface SocketLimits {
  /** Silence of the client after which it is pinged; as long again without an answer, and it is dropped. */
  idleMs: number
  /** How much may wait in a socket to be sent. The rest waits in the stream. */
  bufferedBytesMax: number
  /** How long a client may take nothing while something waits for it. */
  stuckMs: number
}

/** A client's connection, as a place to send messages to. */
export interface LiveSocket extends Sink {
  close(closing: Closing): void
  /** Ends it without a word. */
  terminate(): void
}

interface Told {
  /** There is room again. */
  onDrained: () => void
  onClosed: () => void
}

/** Watches over a socket: pings it when it is silent, answers `ping`, and bounds what waits in it. */
export function watchSocket(socket: WebSocket, limits: SocketLimits, told: Told): LiveSocket {
  let isPinged = false
  /** How many `ping`s are not answered yet: a number costs less than answers that wait for who does not read them. */
  let pongsOwed = 0
  /** What the last ping frame held, while it is not answered: the protocol lets earlier ones go. */
  let lastPing: Buffer | undefined
  let stuck: NodeJS.Timeout | undefined

  const idle = setTimeout(() => {
    if (isPinged) return socket.terminate()
    isPinged = true
    socket.ping()
    idle.refresh()
  }, limits.idleMs)

  function hear(): void {
    isPinged = false
    idle.refresh()
  }

  function close(closing: Closing): void {
    const { code, reason } = closings[closing]
    socket.close(code, reason)
  }

  function send(text: string): void {
    socket.send(text, drain)
  }

  const isOpen = () => socket.readyState === socket.OPEN
  const isFull = () => socket.bufferedAmount > limits.bufferedBytesMax

  function drain(): void {
    if (!isOpen() || isFull()) return
    clearTimeout(stuck)
    stuck = undefined
    answerPings()
    told.onDrained()
  }

  function answerPings(): void {
    for (; pongsOwed > 0 && !isFull(); pongsOwed -= 1) send('pong')
    if (lastPing === undefined || isFull()) return
    socket.pong(lastPing, false, drain)
    lastPing = undefined
  }

  socket.on('ping', (data) => {
    hear()
    lastPing = data
    answerPings()
  })
  socket.on('pong', hear)
  socket.on('message', (data, isBinary) => {
    hear()
    if (isBinary || !isPing(data)) return
    pongsOwed += 1
    answerPings()
  })
  socket.on('close', () => {
    clearTimeout(idle)
    clearTimeout(stuck)
    told.onClosed()
  })
  return {
    send,
    close,
    terminate: () => socket.terminate(),
    fallBehind: () => close('tooSlow'),
    isFull() {
      if (!isOpen()) return true
      if (!isFull()) return false
      stuck ??= setTimeout(() => close('tooSlow'), limits.stuckMs)
      return true
    },
  }
}

function isPing(data: RawData): boolean {
  return Buffer.isBuffer(data) && data.length === 4 && data.toString('latin1') === 'ping'
}
