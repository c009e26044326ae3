import type { JobProgress, NumbersChanged, OrdersChanged } from '#contract/live.ts'

export type LiveState = 'live' | 'down'

export type LiveMessage = JobProgress | OrdersChanged | NumbersChanged
type Place = Pick<LiveMessage, 'seq' | 'epoch'>

export interface LiveOptions {
  /** The stream's address: `ws:` or `wss:`. */
  url: string
  onMessage: (message: LiveMessage) => void
  /** Told when the connection comes to stand, and when it is lost; every failed attempt counts as lost. */
  onState: (state: LiveState) => void
  timings?: LiveTimings
}

export interface LiveTimings {
  /** The pause after the first loss; doubled after each that follows, up to `retryMsMax`. */
  retryMsMin: number
  retryMsMax: number
  pingMs: number
  pongWithinMs: number
}

const defaultTimings: LiveTimings = {
  retryMsMin: 500,
  retryMsMax: 15_000,
  pingMs: 25_000,
  pongWithinMs: 10_000,
}

/**
 * Follows a user's stream of live messages until the returned function is called. A lost connection is made again by
 * itself, and goes on after the last message that was heard.
 */
export function openLiveConnection({
  url,
  onMessage,
  onState,
  timings = defaultTimings,
}: LiveOptions): () => void {
  let socket: WebSocket | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let losses = 0
  let heard: Place | undefined
  let isClosed = false

  function connect(): void {
    const opened = new WebSocket(addressOf(url, heard))
    socket = opened
    opened.onopen = () => {
      losses = 0
      onState('live')
      pingLater(opened)
    }
    opened.onmessage = ({ data }) => hear(opened, data)
    opened.onclose = () => lose(opened)
  }

  function hear(from: WebSocket, data: unknown): void {
    pingLater(from)
    const message = readMessage(data)
    if (message === undefined || from !== socket) return
    heard = { seq: message.seq, epoch: message.epoch }
    onMessage(message)
  }

  function lose(lost: WebSocket): void {
    if (isClosed || lost !== socket) return
    socket = undefined
    clearTimeout(timer)
    onState('down')
    timer = setTimeout(connect, retryMs(losses, timings, Math.random()))
    losses += 1
  }

  /** A connection that died without a word is noticed by the answer that does not come. */
  function pingLater(to: WebSocket): void {
    clearTimeout(timer)
    timer = setTimeout(() => {
      to.send('ping')
      timer = setTimeout(() => {
        to.close()
        lose(to)
      }, timings.pongWithinMs)
    }, timings.pingMs)
  }

  connect()
  return () => {
    isClosed = true
    clearTimeout(timer)
    socket?.close()
  }
}

/** The pause before the next attempt: it grows, and is never the same for all pages that lost the same server. */
export function retryMs(losses: number, { retryMsMin, retryMsMax }: LiveTimings, random: number): number {
  const full = Math.min(retryMsMax, retryMsMin * 2 ** Math.min(losses, 30))
  return full / 2 + (full / 2) * random
}

function addressOf(url: string, heard: Place | undefined): string {
  if (heard === undefined) return url
  return `${url}?${new URLSearchParams({ since: String(heard.seq), epoch: heard.epoch })}`
}

function readMessage(data: unknown): LiveMessage | undefined {
  try {
    const message: unknown = JSON.parse(String(data))
    return isLiveMessage(message) ? message : undefined
  } catch {
    // A pong, or something that a later server says: nothing for this page.
    return undefined
  }
}

const types: readonly unknown[] = [
  'job.progress',
  'orders.changed',
  'numbers.changed',
] satisfies LiveMessage['type'][]

/** Docket writes every message of these types as its contract says. */
function isLiveMessage(message: unknown): message is LiveMessage {
  return typeof message === 'object' && message !== null && 'type' in message && types.includes(message.type)
}
