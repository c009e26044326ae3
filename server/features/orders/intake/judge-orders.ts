import { randomUUID } from 'node:crypto'
import type { Fault } from '#contract/problem.ts'
import type { ProblemCode } from '#contract/problem-codes.ts'
import type { Refusal } from '../../../platform/http/problem.ts'
import type { CheckedOrder } from './checked-order.ts'
import type { ChannelPlace, Known, StoredCustomer } from './intake-queries.ts'
import type { CustomerMatch } from './match-customers.ts'
import type { Placement } from './placement.ts'

/** A new order, with its key inside the database and its public id. */
export interface Accepted {
  placement: Placement
  key: number
  id: string
  customer: StoredCustomer
}

/** What becomes of an order, by the rules of spec 4.1. */
export type Judgement =
  | ({ kind: 'accepted' } & Accepted)
  | { kind: 'repeated'; id: string }
  | { kind: 'cancel'; id: string; at: Date | undefined }
  | { kind: 'refused'; refusal: Refusal }

/** Where an order of a sales channel is expected; undefined where it does not say of which channel order it is. */
export function channelPlaceOf({
  account,
  channelOrderId,
  pickupAt,
  createdAt,
}: CheckedOrder): ChannelPlace | undefined {
  if (account === null || channelOrderId === null) return undefined
  return { account, channelOrderId, at: pickupAt ?? createdAt }
}

/**
 * Judges orders one after the other by what is stored and by the ones before them, as if each had come alone.
 * @param known what `lookUp` has found for all of them
 */
export function judgeOrders(
  placements: readonly Placement[],
  known: Known,
  { match }: Pick<CustomerMatch, 'match'>,
): Judgement[] {
  const hashes = new Map(known.orders.map(({ publicId, contentHash }) => [publicId, contentHash]))
  const expected = new Map<string, { id: string; at: number }[]>()
  for (const { account, channelOrderId, at, publicId } of known.near)
    expect({ account, channelOrderId }, publicId, Date.parse(at))
  const keys = known.orderKeys.values()

  function expect(place: Omit<ChannelPlace, 'at'>, id: string, at: number): void {
    const name = nameOf(place)
    const others = expected.get(name)
    if (others === undefined) expected.set(name, [{ id, at }])
    else others.push({ id, at })
  }

  function judge(placement: Placement): Judgement {
    const { order } = placement
    const { id, contentHash, cancel } = order
    const stored = id === undefined ? undefined : hashes.get(id)
    if (id !== undefined && stored !== undefined) {
      if (stored === contentHash.toString('hex')) return { kind: 'repeated', id }
      return cancel === undefined ? refuse(conflictWith(id)) : { kind: 'cancel', id, at: cancel.at }
    }
    const place = channelPlaceOf(order)
    const near = place && expected.get(nameOf(place))?.find(({ at }) => isNear(at, place.at.getTime()))
    if (near !== undefined) return refuse(nearDuplicateOf(near.id))
    const customer = match(order.customer)
    if (customer.isErased) return refuse(erasedCustomer)
    return accept(placement, customer, place)
  }

  function accept(
    placement: Placement,
    customer: StoredCustomer,
    place: ChannelPlace | undefined,
  ): Judgement {
    const { value: key } = keys.next()
    if (key === undefined) throw new Error('there are fewer keys than orders')
    const id = placement.order.id ?? randomUUID()
    hashes.set(id, placement.order.contentHash.toString('hex'))
    if (place !== undefined) expect(place, id, place.at.getTime())
    return { kind: 'accepted', placement, key, id, customer }
  }

  return placements.map(judge)
}

function nameOf({ account, channelOrderId }: Omit<ChannelPlace, 'at'>): string {
  return JSON.stringify([account, channelOrderId])
}

/** How far apart two orders of one channel order are when they are two. */
const nearMs = 48 * 60 * 60_000

function isNear(one: number, other: number): boolean {
  return Math.abs(one - other) <= nearMs
}

function refuse(refusal: Refusal): Judgement {
  return { kind: 'refused', refusal }
}

function conflictWith(id: string): Refusal {
  return {
    ...refusalAt('order-conflict', '/_id', 'is the id of another order'),
    detail: `There is an order ${id} with other content. Change its status with PATCH, or send this one under another id.`,
    orderId: id,
    headers: { location: locationOf(id) },
  }
}

function nearDuplicateOf(id: string): Refusal {
  return {
    ...refusalAt('order-near-duplicate', '/channelOrderId', 'was ordered within 48 hours of this'),
    detail: `The account has the order ${id} under the same channelOrderId, at most 48 hours away from this one.`,
    orderId: id,
    headers: { location: locationOf(id) },
  }
}

const erasedCustomer: Refusal = {
  ...refusalAt('customer-erased', '/customer/id', 'belongs to a customer who was erased'),
  detail: 'The customer was erased. Nothing is stored about them any more.',
}

function refusalAt(code: ProblemCode, pointer: string, message: string) {
  const fault: Fault = { pointer, code: 'value-invalid', message }
  return { code, errors: [fault] }
}

/** Where an order is found. */
export function locationOf(id: string): string {
  return `/api/orders/${encodeURIComponent(id)}`
}
