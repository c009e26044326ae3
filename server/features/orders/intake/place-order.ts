import { etagOf } from '../../../platform/http/etag.ts'
import { jsonContentType } from '../../../platform/http/json-content-type.ts'
import { ProblemError } from '../../../platform/http/problem.ts'
import type { KeyedRequest } from '../../../platform/idempotency/reserve-key.ts'
import { type Call, principalKey } from '../../../platform/principal.ts'
import { showOrder } from '../reading/show-order.ts'
import { requestCancel } from '../status/change-status.ts'
import type { JoinedIntake } from './join-intakes.ts'
import { locationOf } from './judge-orders.ts'
import { placeOrders } from './place-orders.ts'
import type { PlacedAnswer, Placement, PlacementVerdict } from './placement.ts'
import { readOrder } from './read-order.ts'

/** An order as it was received. */
export interface ReceivedOrder {
  text: string
  keyed: KeyedRequest | undefined
  /** Takes the Idempotency-Key in the way of all other routes, for what is not stored together with its answer. */
  reserve(keyed: KeyedRequest): Promise<void>
}

/**
 * Places an order, or recognises one that was placed, or asks for it to be cancelled (spec 4.1).
 * @throws ProblemError 400 and 422 for what is no order, 409 for what may not be stored beside what is, 503 when too many wait
 */
export async function placeOrder(
  call: Call,
  joined: JoinedIntake,
  { text, keyed, reserve }: ReceivedOrder,
): Promise<PlacedAnswer> {
  const read = readOrder(text, call.clock.now())
  if (read.kind === 'refused') throw new ProblemError(read.refusal)
  const placement: Placement = {
    order: read.order,
    actor: principalKey(call.principal),
    keyed,
    isShown: true,
  }
  const verdict = await joined.place(placement)
  // Only what is stored now has its answer kept already.
  if (
    keyed !== undefined &&
    (verdict.kind === 'key-used' || verdict.kind === 'repeated' || verdict.kind === 'cancel')
  )
    await reserve(keyed)
  return finish(call, verdict.kind === 'key-used' ? await placeAlone(call, placement) : verdict)
}

/** Whoever had the key before has given it up: now it is this request's, and what it does is kept under it. */
async function placeAlone({ db }: Call, placement: Placement): Promise<PlacementVerdict> {
  const [result] = await placeOrders(db, [{ ...placement, keyed: undefined }])
  if (result === undefined) throw new Error('an order got no verdict')
  if (result.kind === 'failed') throw result.error
  return result
}

async function finish(call: Call, verdict: PlacementVerdict): Promise<PlacedAnswer> {
  switch (verdict.kind) {
    case 'created':
      call.hints.ordersChanged([verdict.id])
      return verdict.answer ?? show(call, verdict.id)
    case 'repeated':
      return show(call, verdict.id)
    case 'cancel':
      await requestCancel(call, verdict.id, verdict.at)
      return show(call, verdict.id)
    case 'refused':
      throw new ProblemError(verdict.refusal)
    case 'key-used':
      throw new Error('an order without a key was told that its key was used')
  }
}

async function show(call: Call, id: string): Promise<PlacedAnswer> {
  const order = await showOrder(call, id)
  const headers = { 'content-type': jsonContentType, location: locationOf(id), etag: etagOf(order.version) }
  return { status: 200, headers, body: JSON.stringify(order) }
}
