import { setTimeout as sleep } from 'node:timers/promises'
import { Type } from 'typebox'
import { makeLiveOrder } from '../../features/demo/demo-orders.ts'
import type { DemoStep } from '../../features/demo/demo-story.ts'
import { seededChance } from '../../features/demo/seeded-random.ts'
import { askServer, isPassing, isRefusedChange } from '../import/call-server.ts'
import type { ServerAccess } from '../import/find-server.ts'
import { printJson, printLines, sayOnStderr } from '../with-call.ts'
import { type DemoTarget, withServerAccess } from './with-server-access.ts'

/** The options of `docket simulate`, as the command line reads them. */
export interface SimulateOptions extends DemoTarget {
  /** Orders a minute. */
  rate: number
  /** How many times faster than life the orders go through their statuses. */
  speed: number
  /** For ever unless said. */
  minutes?: number
  seed: number
  json: boolean
}

/** What was sent. */
interface Sent {
  placed: number
  changed: number
  /** Changes that the lifecycle does not allow, because they came late, and what was lost on the way. */
  refused: number
  failed: number
}

/** Of which a newer server may say more. */
const AnsweredOrder = Type.Object({ id: Type.String() })
const reportEveryMs = 5_000
/** Now and then somebody reports what happened only after the next thing did. */
const lateShare = 0.03

/**
 * Runs `docket simulate`: sends orders as they would come in, and what happens to each, until it is told to stop.
 * @throws PlainError with one line
 */
export async function simulate(options: SimulateOptions): Promise<void> {
  const stopping = new AbortController()
  const timeLimit = options.minutes === undefined ? undefined : options.minutes * 60_000
  if (timeLimit !== undefined) setTimeout(() => stopping.abort(), timeLimit).unref()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort())
  const sent = await withServerAccess('docket simulate', options, ({ server }) =>
    sendTraffic(server, options, stopping.signal),
  )
  if (options.json) printJson(sent)
  else printLines([describe(sent)])
}

async function sendTraffic(
  server: ServerAccess,
  { rate, speed, seed }: SimulateOptions,
  stopping: AbortSignal,
): Promise<Sent> {
  const chance = seededChance(seed)
  // Another run with the same seed sends other orders, of the same people.
  const firstNumber = Math.floor(Date.now() / 1_000)
  const sent: Sent = { placed: 0, changed: 0, refused: 0, failed: 0 }
  const { placeAndLive } = createTraffic(server, sent, { speed, stopping })
  const lives = new Set<Promise<void>>()
  const report = setInterval(() => sayOnStderr(describe(sent)), reportEveryMs)
  let fault: unknown
  try {
    for (let i = 0; !stopping.aborted && fault === undefined; i += 1) {
      const who = { seed, number: firstNumber + i, people: 500, nowMs: Date.now() }
      const life = placeAndLive(makeLiveOrder(chance, who), chance.is(lateShare))
        .catch((error) => {
          fault = error
        })
        .finally(() => lives.delete(life))
      lives.add(life)
      await pause((60_000 / rate) * (0.2 + 1.6 * chance.next()), stopping)
    }
    if (fault !== undefined) throw fault
    await Promise.all(lives)
  } finally {
    clearInterval(report)
  }
  return sent
}

interface Pace {
  speed: number
  stopping: AbortSignal
}

/** What is sent about an order, and counted in `sent`. */
function createTraffic(server: ServerAccess, sent: Sent, { speed, stopping }: Pace) {
  async function send(path: string, method: string, body: object): Promise<string | undefined> {
    const headers = { 'content-type': 'application/json' }
    try {
      return (await askServer(server, AnsweredOrder, path, { method, headers, body: JSON.stringify(body) }))
        .id
    } catch (error) {
      if (isRefusedChange(error)) sent.refused += 1
      else if (isPassing(error)) sent.failed += 1
      else throw error
      return undefined
    }
  }

  async function change(id: string, event: object): Promise<void> {
    const path = `/api/orders/${encodeURIComponent(id)}/status`
    if ((await send(path, 'PATCH', { ...event, source: 'simulation' })) !== undefined) sent.changed += 1
  }

  /** What is reported late carries the time at which it happened. */
  async function live(id: string, story: readonly DemoStep[], isLate: boolean): Promise<void> {
    let passedMs = 0
    let held: { status: number; timestamp: string } | undefined
    for (const { status, afterMs } of story) {
      await pause((afterMs - passedMs) / speed, stopping)
      if (stopping.aborted) return
      passedMs = afterMs
      const event = { status, timestamp: new Date().toISOString() }
      if (isLate && held === undefined && status === lateStatus) held = event
      else await change(id, event)
    }
    if (held !== undefined) await change(id, held)
  }

  return {
    async placeAndLive({ order, story }: ReturnType<typeof makeLiveOrder>, isLate: boolean): Promise<void> {
      const id = await send('/api/orders', 'POST', order)
      if (id === undefined) return
      sent.placed += 1
      await live(id, story, isLate)
    },
  }
}

/** PREPARED: kitchens forget to say it. */
const lateStatus = 60

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined)
}

function describe({ placed, changed, refused, failed }: Sent): string {
  return `${placed} orders placed, ${changed} changes, ${refused} refused, ${failed} not delivered`
}
