import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from 'pg'
import type { Logger } from '../log.ts'
import { connectListener } from './listener-queries.ts'

/** What processes say to each other through the database. Some of it may be lost: whoever listens also looks by itself. */
export interface Listener {
  /** False while the connection is lost: nothing is heard then. */
  isListening(): boolean
  close(): Promise<void>
}

export interface ListenTo {
  url: string
  channels: readonly string[]
  log: Logger
  onNotification: (channel: string, payload: string) => void
  /** Told each time the connection comes to stand: what was said before was not heard. */
  onListening: () => void
}

const retryMsMin = 100
const retryMsMax = 5_000

/** Listens on a connection of its own, which is made again whenever it is lost. Returns after the first attempt. */
export async function openListener(options: ListenTo): Promise<Listener> {
  const closing = new AbortController()
  let client: Client | undefined
  const firstAttempt = Promise.withResolvers<void>()

  async function listen(): Promise<void> {
    const { url, channels, onNotification, onListening } = options
    const connected = await connectListener(url, channels, onNotification)
    const ended = once(connected, 'end')
    ended.catch(() => undefined)
    client = connected
    try {
      if (closing.signal.aborted) return
      onListening()
      firstAttempt.resolve()
      await ended
    } finally {
      client = undefined
      await connected.end().catch(() => undefined)
    }
  }

  async function listenForEver(): Promise<void> {
    let retryMs = retryMsMin
    while (!closing.signal.aborted) {
      const begunAt = performance.now()
      const error = await listen().catch((thrown: unknown) => thrown)
      firstAttempt.resolve()
      if (closing.signal.aborted) return
      retryMs = performance.now() - begunAt > retryMsMax ? retryMsMin : Math.min(retryMs * 2, retryMsMax)
      options.log.warn({ err: error, retryMs }, 'the connection for notifications was lost')
      await sleep(retryMs, undefined, { signal: closing.signal }).catch(() => undefined)
    }
  }

  const listening = listenForEver()
  await firstAttempt.promise
  return {
    isListening: () => client !== undefined,
    async close() {
      closing.abort()
      client?.end().catch(() => undefined)
      await listening
    },
  }
}
