import type { BatchAnswer, BatchVerdict } from '#contract/orders.ts'
import { problems } from '#contract/problem-codes.ts'
import { internalError } from '../../../platform/http/handle-error.ts'
import { ProblemError, type Refusal, toProblem } from '../../../platform/http/problem.ts'
import { type Call, principalKey } from '../../../platform/principal.ts'
import { requestCancel } from '../status/change-status.ts'
import { type PlacementResult, placeOrders } from './place-orders.ts'
import type { Placement } from './placement.ts'
import { readOrder } from './read-order.ts'

/** How many orders of a batch one transaction takes. */
const togetherMax = 250

/**
 * Places the orders of a batch one after the other, each with the answer that it would have had alone (spec 4.1).
 * @param texts the text of each order
 * @param requestId stands in the problems
 */
export async function placeBatch(
  call: Call,
  { texts, requestId }: { texts: readonly string[]; requestId: string },
): Promise<BatchAnswer> {
  const items: BatchVerdict[] = []
  for (let first = 0; first < texts.length; first += togetherMax)
    for (const outcome of await placePart(call, texts.slice(first, first + togetherMax)))
      items.push(toVerdict(outcome, { index: items.length, requestId }))
  const count = (status: number) => items.filter((item) => item.status === status).length
  const [created, repeated] = [count(201), count(200)]
  return { created, repeated, refused: items.length - created - repeated, items }
}

type Outcome = { status: 200 | 201; id: string } | { refusal: Refusal }

async function placePart(call: Call, texts: readonly string[]): Promise<Outcome[]> {
  const now = call.clock.now()
  const actor = principalKey(call.principal)
  const read = texts.map((text) => readOrder(text, now))
  const placements = read.flatMap((one): Placement[] =>
    one.kind === 'order' ? [{ order: one.order, actor, isShown: false }] : [],
  )
  const results = (await placeOrders(call.db, placements)).values()
  const outcomes: Outcome[] = []
  for (const one of read)
    outcomes.push(one.kind === 'order' ? await finish(call, results.next().value) : { refusal: one.refusal })
  call.hints.ordersChanged(outcomes.flatMap((one) => ('id' in one && one.status === 201 ? [one.id] : [])))
  return outcomes
}

async function finish(call: Call, result: PlacementResult | undefined): Promise<Outcome> {
  switch (result?.kind) {
    case 'created':
      return { status: 201, id: result.id }
    case 'repeated':
      return { status: 200, id: result.id }
    case 'cancel':
      return cancel(call, result)
    case 'refused':
      return { refusal: result.refusal }
    case 'failed':
      call.log.error({ err: result.error }, 'an order of a batch could not be stored')
      return { refusal: internalError }
    default:
      throw new Error('an order of a batch got no verdict')
  }
}

async function cancel(call: Call, { id, at }: { id: string; at: Date | undefined }): Promise<Outcome> {
  try {
    await requestCancel(call, id, at)
    return { status: 200, id }
  } catch (error) {
    if (error instanceof ProblemError) return { refusal: error.refusal }
    throw error
  }
}

function toVerdict(
  outcome: Outcome,
  { index, requestId }: { index: number; requestId: string },
): BatchVerdict {
  if ('refusal' in outcome) {
    const { status } = problems[outcome.refusal.code]
    return { index, status, id: null, problem: toProblem(outcome.refusal, requestId) }
  }
  return { index, ...outcome }
}
