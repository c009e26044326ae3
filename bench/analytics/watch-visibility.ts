import { Agent, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Summary } from '../../contract/analytics.ts'
import type { Server } from '../import/import-through-server.ts'
import { percentile } from './percentile.ts'

/** How long it took until an event was in the numbers that everybody sees. */
export interface VisibilitySample {
  eventsPerSecond: number
  /** From sending an event until a number that counts it was read. */
  sent: Delays
  /** From the answer to the event until then; below zero where the number was there first. */
  answered: Delays
}

interface Delays {
  p50Ms: number
  p99Ms: number
  maxMs: number
}

const path = '/api/analytics/summary'
/** How often the numbers are asked for: what is measured is at most so much too long. */
const everyMs = 10

/**
 * Changes the status of orders at a steady rate and looks again and again how many events are counted: the n-th event that
 * was sent is visible when n are.
 */
export async function watchVisibility(
  server: Server,
  { perSecond, seconds }: { perSecond: number; seconds: number },
): Promise<VisibilitySample> {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 })
  const wanted = perSecond * seconds
  const ids = await placeOrders(server, wanted)
  const before = await untilCounted(server, 0)
  const seen: { at: number; events: number }[] = []
  let isSent = false
  const watching = (async () => {
    while (!isSent || (seen.at(-1)?.events ?? 0) < before + wanted) {
      const { events } = await readSummary(server)
      seen.push({ at: performance.now(), events })
      await sleep(everyMs)
    }
  })()
  const begun = performance.now()
  const sent: number[] = []
  const answered: number[] = []
  const changes: Promise<void>[] = []
  for (const [index, id] of ids.entries()) {
    const due = begun + (index * 1_000) / perSecond
    if (due > performance.now()) await sleep(due - performance.now())
    sent.push(performance.now())
    changes.push(accept(agent, server, id).then(() => void answered.push(performance.now())))
  }
  await Promise.all(changes)
  const tookMs = performance.now() - begun
  isSent = true
  await watching
  agent.destroy()
  const shown = seen.map(({ at, events }) => ({ at, events: events - before }))
  return {
    eventsPerSecond: (wanted * 1_000) / tookMs,
    sent: delaysOf(sent, shown),
    answered: delaysOf(answered, shown),
  }
}

/** How long after each of these instants, which ascend, as many events as had happened by then were counted. */
function delaysOf(instants: readonly number[], shown: readonly { at: number; events: number }[]): Delays {
  const delays = instants.map((at, index) => {
    const first = shown.find(({ events }) => events > index)
    return (first?.at ?? Number.NaN) - at
  })
  return { p50Ms: percentile(delays, 0.5), p99Ms: percentile(delays, 0.99), maxMs: Math.max(...delays) }
}

/** Places orders, a thousand at a time. Returns their ids. */
async function placeOrders({ url, headers }: Server, count: number): Promise<string[]> {
  const run = Date.now()
  const ids = Array.from({ length: count }, (_, index) => `visible-${run}-${index}`)
  for (let from = 0; from < count; from += 1_000) {
    const orders = ids.slice(from, from + 1_000).map((id) => ({
      _id: id,
      customer: { id: `visible-${id.slice(-2)}` },
      items: [{ name: 'Soup', quantity: 1 }],
    }))
    const answer = await fetch(`${url}/api/orders/batch`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify(orders),
    })
    if (!answer.ok) throw new Error(`the batch was answered ${answer.status}: ${await answer.text()}`)
    await answer.arrayBuffer()
  }
  return ids
}

async function readSummary({ url, headers }: Server): Promise<Summary> {
  const answer = await fetch(url + path, { headers })
  // The tests hold every answer against its schema.
  return (await answer.json()) as Summary
}

/** Waits until nothing waits to be counted. Returns how many events there are. */
async function untilCounted(server: Server, lagMax: number): Promise<number> {
  for (;;) {
    const { events, foldLagSeconds } = await readSummary(server)
    if (foldLagSeconds <= lagMax) return events
    await sleep(50)
  }
}

function accept(agent: Agent, { url, headers }: Server, id: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const body = '{"status":20}'
  const sending = request(`${url}/api/orders/${id}/status`, {
    agent,
    method: 'PATCH',
    headers: { ...headers, 'content-type': 'application/json', 'content-length': body.length },
  })
  sending.on('error', reject)
  sending.on('response', (answer) => {
    answer.resume()
    answer.on('end', () =>
      answer.statusCode === 200 ? resolve() : reject(new Error(`${id} was answered ${answer.statusCode}`)),
    )
  })
  sending.end(body)
  return promise
}
