import { ProblemError } from '../../../platform/http/problem.ts'
import type { PlacementResult } from './place-orders.ts'
import type { Placement, PlacementVerdict } from './placement.ts'

/** Limits of what waits and of what goes together. */
export interface JoinLimits {
  /** How many transactions run at once. */
  lanes: number
  /** How many orders one transaction takes. */
  togetherMax: number
  /** How many orders may wait, and how long their texts may be together. */
  waitingMax: number
  waitingCharactersMax: number
}

const joinLimits: JoinLimits = {
  lanes: 1,
  togetherMax: 128,
  waitingMax: 4_000,
  waitingCharactersMax: 32 * 1_048_576,
}

/** Orders that came one by one and are placed together. */
export interface JoinedIntake {
  /** @throws ProblemError 503 when too many are waiting, 409 and 422 while an order with the same Idempotency-Key waits */
  place(placement: Placement): Promise<PlacementVerdict>
}

/**
 * Places the orders together that arrive while others are being stored: nobody waits for a timer, and the more there are the
 * more go at once. Each gets its own verdict.
 */
export function joinIntakes(
  run: (placements: readonly Placement[]) => Promise<PlacementResult[]>,
  limits: JoinLimits = joinLimits,
): JoinedIntake {
  const waiting: Waiting[] = []
  const keys = new Map<string, Buffer>()
  let characters = 0
  let running = 0

  function start(): void {
    while (running < limits.lanes && waiting.length > 0) {
      running += 1
      void runOne(waiting.splice(0, limits.togetherMax)).finally(() => {
        running -= 1
        start()
      })
    }
  }

  async function runOne(together: readonly Waiting[]): Promise<void> {
    for (const { placement } of together) characters -= placement.order.received.length
    try {
      const results = await run(together.map(({ placement }) => placement))
      for (const [index, { resolve, reject }] of together.entries())
        settle(results[index], { resolve, reject })
    } catch (error) {
      for (const { reject } of together) reject(error)
    }
  }

  async function place(placement: Placement): Promise<PlacementVerdict> {
    const { length } = placement.order.received
    if (waiting.length >= limits.waitingMax || characters + length > limits.waitingCharactersMax)
      throw tooManyWaiting()
    characters += length
    const { promise, resolve, reject } = Promise.withResolvers<PlacementVerdict>()
    waiting.push({ placement, resolve, reject })
    // What has arrived at the same moment goes together: all of it is read before this runs.
    setImmediate(start)
    return promise
  }

  return {
    async place(placement) {
      if (placement.keyed === undefined) return place(placement)
      const { scope, fingerprint } = placement.keyed
      const key = scope.toString('hex')
      const other = keys.get(key)
      if (other !== undefined) throw other.equals(fingerprint) ? keyInUse() : keyReused()
      keys.set(key, fingerprint)
      return place(placement).finally(() => keys.delete(key))
    },
  }
}

interface Waiting {
  placement: Placement
  resolve(verdict: PlacementVerdict): void
  reject(error: unknown): void
}

function settle(result: PlacementResult | undefined, { resolve, reject }: Omit<Waiting, 'placement'>): void {
  if (result === undefined) reject(new Error('an order got no verdict'))
  else if (result.kind === 'failed') reject(result.error)
  else resolve(result)
}

function tooManyWaiting(): ProblemError {
  return new ProblemError({
    code: 'not-ready',
    detail: 'More orders are waiting than can be stored just now. Send this one again in a moment.',
    headers: { 'retry-after': '1' },
  })
}

function keyInUse(): ProblemError {
  return new ProblemError({
    code: 'idempotency-key-in-use',
    detail: 'Wait until the first request is answered, then send this one again.',
    headers: { 'retry-after': '1' },
  })
}

function keyReused(): ProblemError {
  return new ProblemError({
    code: 'idempotency-key-reused',
    detail: 'The key was used for a request with another body or other parameters. Use a new one.',
  })
}
