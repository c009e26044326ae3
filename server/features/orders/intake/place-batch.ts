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
  const outcomes: Outcome[] = []
  for (let first = 0; first < texts.length; first += togetherMax)
    outcomes.push(...(await placePart(call, texts.slice(first, first + togetherMax))))
  const count = (kind: Outcome['kind']) => outcomes.filter((one) => one.kind === kind).length
  return {
    ...{ created: count('created'), repeated: count('repeated') },
    ...{ changed: count('changed'), refused: count('refused') },
    items: outcomes.map((outcome, index) => toVerdict(outcome, { index, requestId })),
  }
}

type Outcome =
  | { kind: 'created' | 'repeated' | 'changed'; id: string }
  | { kind: 'refused'; refusal: Refusal }

async function placePart(call: Call, texts: readonly string[]): Promise<Outcome[]> {
  const now = call.clock.now()
  const actor = principalKey(call.principal)
  const read = texts.map((text) => readOrder(text, now))
  const placements = read.flatMap((one): Placement[] =>
    one.kind === 'order' ? [{ order: one.order, actor, isShown: false }] : [],
  )
  const results = (await placeOrders(call.db, placements)).values()
  const outcomes: Outcome[] = []
  for (const one of read) outcomes.push(one.kind === 'order' ? await finish(call, results.next().value) : one)
  call.hints.ordersChanged(outcomes.flatMap((one) => (one.kind === 'created' ? [one.id] : [])))
  return outcomes
}

async function finish(call: Call, result: PlacementResult | undefined): Promise<Outcome> {
  switch (result?.kind) {
    case 'created':
    case 'repeated':
      return { kind: result.kind, id: result.id }
    case 'cancel':
      return cancel(call, result)
    case 'refused':
      return result
    case 'failed':
      call.log.error({ err: result.error }, 'an order of a batch could not be stored')
      return { kind: 'refused', refusal: internalError }
    default:
      throw new Error('an order of a batch got no verdict')
  }
}

async function cancel(call: Call, { id, at }: { id: string; at: Date | undefined }): Promise<Outcome> {
  try {
    const { isChanged } = await requestCancel(call, id, at)
    return { kind: isChanged ? 'changed' : 'repeated', id }
  } catch (error) {
    if (error instanceof ProblemError) return { kind: 'refused', refusal: error.refusal }
    throw error
  }
}

function toVerdict(
  outcome: Outcome,
  { index, requestId }: { index: number; requestId: string },
): BatchVerdict {
  if (outcome.kind === 'refused') {
    const { status } = problems[outcome.refusal.code]
    return { index, status, id: null, problem: toProblem(outcome.refusal, requestId) }
  }
  return { index, status: outcome.kind === 'created' ? 201 : 200, id: outcome.id }
}
