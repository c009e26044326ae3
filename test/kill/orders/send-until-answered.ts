import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { killKey } from '../imports/docket-api.ts'

export interface Answered {
  status: number
  body: Record<string, unknown>
}

export interface Write {
  method: 'POST' | 'PATCH'
  path: string
  body: unknown
}

/** What was sent again, for the report. */
export interface Tally {
  sent: number
  sentAgain: number
  replayed: number
}

const answeredWithinMs = 120_000

/**
 * Sends a write under a key of its own, and again under the same key for as long as nothing is heard of it: whoever was to
 * answer may have been killed before, while or after it was carried out.
 * @param url says where the server is by now
 */
export async function sendUntilAnswered(url: () => string, write: Write, tally: Tally): Promise<Answered> {
  const headers = {
    'content-type': 'application/json',
    authorization: `Bearer ${killKey}`,
    'idempotency-key': randomUUID(),
  }
  const deadline = performance.now() + answeredWithinMs
  let last = 'nothing'
  for (let attempt = 1; performance.now() < deadline; attempt += 1) {
    tally.sent += 1
    if (attempt > 1) tally.sentAgain += 1
    const said = await send(url(), write, headers)
    if (typeof said !== 'string') {
      if (said.isReplayed) tally.replayed += 1
      return said
    }
    last = said
    await sleep(100)
  }
  throw new Error(`${write.method} ${write.path} is not answered: ${last}`)
}

/** @returns why it has to be sent again, when it has to */
async function send(
  url: string,
  { method, path, body }: Write,
  headers: Record<string, string>,
): Promise<(Answered & { isReplayed: boolean }) | string> {
  try {
    const response = await fetch(`${url}${path}`, { method, headers, body: JSON.stringify(body) })
    const answer: unknown = await response.json()
    const { status } = response
    if (!isObject(answer)) throw new Error(`${path} answers no object`)
    // A database that is being started again, and the first attempt still being carried out.
    if (status >= 500 || answer['code'] === 'idempotency-key-in-use') return `${status} ${answer['code']}`
    return { status, body: answer, isReplayed: response.headers.get('idempotent-replayed') === 'true' }
  } catch (error) {
    return String(error)
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
