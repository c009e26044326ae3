import { Compile } from 'typebox/schema'
import { WebSocket } from 'ws'
import { JobProgress } from '#contract/live.ts'
import type { ServerAccess } from './find-server.ts'

/** The live messages about one job, for as long as they can be had. */
export interface ProgressStream {
  isOpen(): boolean
  /** Resolves when it stands, or it is clear that it does not just now. */
  ready: Promise<void>
  close(): void
}

const progressSchema = Compile(JobProgress)
const retryMsMin = 500
const retryMsMax = 10_000

/** Listens to a user's stream; a connection that is lost is made again and goes on where it was. */
export function openStream(
  { url, key }: ServerAccess,
  { userId, jobId }: { userId: string; jobId: string },
  onProgress: (progress: JobProgress) => void,
): ProgressStream {
  const ready = Promise.withResolvers<void>()
  let place = ''
  let retryMs = retryMsMin
  let socket: WebSocket | undefined
  let timer: NodeJS.Timeout | undefined

  function connect(): void {
    const path = `/ws/${encodeURIComponent(userId)}${place}`
    socket = new WebSocket(`${url.replace(/^http/, 'ws')}${path}`, {
      headers: { authorization: `Bearer ${key}` },
      perMessageDeflate: false,
      handshakeTimeout: 10_000,
      maxPayload: 65_536,
    })
    socket.on('open', () => {
      retryMs = retryMsMin
      ready.resolve()
    })
    socket.on('message', (data) => hear(String(data)))
    // Every error is followed by the close; until it stands again, the job is asked for.
    socket.on('error', () => undefined)
    socket.on('close', () => {
      ready.resolve()
      timer = setTimeout(connect, retryMs)
      retryMs = Math.min(retryMs * 2, retryMsMax)
    })
  }

  function hear(text: string): void {
    const message = parse(text)
    if (!progressSchema.Check(message)) return
    place = `?${new URLSearchParams({ since: String(message.seq), epoch: message.epoch })}`
    if (message.jobId === jobId) onProgress(message)
  }

  connect()
  return {
    isOpen: () => socket?.readyState === WebSocket.OPEN,
    ready: ready.promise,
    close() {
      socket?.removeAllListeners('close')
      clearTimeout(timer)
      socket?.terminate()
    },
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
