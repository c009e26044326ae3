import type { Transaction } from '../../../platform/database/database.ts'
import { etagOf } from '../../../platform/http/etag.ts'
import { jsonContentType } from '../../../platform/http/json-content-type.ts'
import type { FirstAnswer } from '../../../platform/idempotency/idempotency-queries.ts'
import type { Delta } from '../../analytics/deltas/delta.ts'
import { deltasOfChange } from '../lifecycle/deltas-of-change.ts'
import { type Folded, foldEvents } from '../lifecycle/fold-events.ts'
import { type DescribedRow, describeOrder } from '../reading/describe-order.ts'
import {
  fillCustomers,
  insertOrders,
  type Known,
  lockChannelOrders,
  lookUp,
  type NewEvent,
  type NewOrder,
  type NewRows,
} from './intake-queries.ts'
import { type Accepted, channelPlaceOf, type Judgement, judgeOrders, locationOf } from './judge-orders.ts'
import { matchCustomers } from './match-customers.ts'
import type { PlacedAnswer, Placement, PlacementVerdict } from './placement.ts'

/**
 * Places orders in one transaction, each as if it had come alone and after the ones before it. What becomes of one never
 * depends on whether another is refused.
 * @throws what the database throws when somebody else stores one of them at the same moment: then run it again
 */
export async function placeTogether(
  tx: Transaction,
  placements: readonly Placement[],
): Promise<PlacementVerdict[]> {
  const known = await lookUpFor(tx, placements)
  const used = new Set(known.usedKeys)
  const fresh = placements.filter(
    ({ keyed }) => keyed === undefined || !used.has(keyed.scope.toString('hex')),
  )
  const customers = matchCustomers(known.customers, known.customerKeys)
  const judgements = judgeOrders(fresh, known, customers)
  const accepted = judgements.flatMap((judgement) => (judgement.kind === 'accepted' ? [fold(judgement)] : []))
  const answers = new Map(accepted.map((one) => [one.placement, answerOf(one)]))
  await fillCustomers(tx, customers.filled())
  if (accepted.length > 0)
    await insertOrders(tx, {
      ...rowsOf(accepted),
      customers: customers.added(),
      answers: [...answers].flatMap(([placement, answer]) => keptAnswer(placement, answer)),
    })
  const verdicts = new Map(
    judgements.map((judgement, index) => [fresh[index], verdictOf(judgement, answers)] as const),
  )
  return placements.map((placement) => verdicts.get(placement) ?? { kind: 'key-used' })
}

async function lookUpFor(tx: Transaction, placements: readonly Placement[]): Promise<Known> {
  const orders = placements.map(({ order }) => order)
  const places = orders.flatMap((order) => channelPlaceOf(order) ?? [])
  await lockChannelOrders(tx, places)
  return lookUp(tx, {
    orderIds: orders.flatMap(({ id }) => id ?? []),
    customerIds: orders.flatMap(({ customer }) => customer.id ?? []),
    phones: orders.flatMap(({ customer }) => customer.phone ?? []),
    places,
    keys: placements.flatMap(({ keyed }) => keyed?.scope ?? []),
    orders: orders.length,
  })
}

/** An order that is stored, with what its events make of it. */
interface Folding extends Accepted {
  folded: Folded
}

function fold(accepted: Accepted): Folding {
  return { ...accepted, folded: foldEvents(accepted.placement.order.events) }
}

function rowsOf(accepted: readonly Folding[]): Pick<NewRows, 'orders' | 'events' | 'deltas'> {
  const events = accepted.flatMap(eventsOf)
  const counted: Delta = { kind: 'total', name: 'events', change: events.length }
  return { orders: accepted.map(rowOf), events, deltas: [...accepted.flatMap(deltasOf), counted] }
}

function rowOf({ placement: { order }, key, id, customer, folded }: Folding): NewOrder {
  const times = order.events.map(({ at }) => at)
  return {
    ...order,
    key,
    externalId: order.id ?? null,
    madeId: order.id === undefined ? id : null,
    customerKey: customer.id,
    status: folded.status,
    group: folded.group,
    firstEventAt: new Date(Math.min(...times)),
    lastEventAt: new Date(Math.max(...times)),
    document: JSON.stringify(order.sent),
  }
}

function eventsOf({ placement: { order, actor }, key, folded }: Folding): NewEvent[] {
  return order.events.map(({ status, at }, index) => {
    const verdict = folded.verdicts[index] ?? 'applied'
    const refusal = verdict === 'applied' ? null : verdict
    return { orderKey: key, at, receivedAt: order.receivedAt, status, refusal, actor }
  })
}

function deltasOf({ placement: { order }, customer, folded }: Folding): Delta[] {
  const created: Delta = { kind: 'order', at: order.createdAt.getTime(), customerKey: customer.id }
  return [created, ...deltasOfChange(undefined, folded)]
}

/** The answer to an order that is shown, as its first version. */
function answerOf({ placement, id, customer, folded }: Folding): PlacedAnswer | undefined {
  if (!placement.isShown) return undefined
  const { order } = placement
  const row: DescribedRow = {
    ...order,
    ...{ publicId: id, source: 'api', customerId: customer.publicId, barcodes: [], version: 1 },
    ...{ status: folded.status, group: folded.group, updatedAt: order.receivedAt },
  }
  const events = order.events.map(({ status, at }, index) => {
    const verdict = folded.verdicts[index] ?? 'applied'
    return { status, at: new Date(at), refusal: verdict === 'applied' ? null : verdict }
  })
  return {
    status: 201,
    headers: { 'content-type': jsonContentType, location: locationOf(id), etag: etagOf(row.version) },
    body: JSON.stringify(describeOrder(row, events, order.sent)),
  }
}

function keptAnswer({ keyed }: Placement, answer: PlacedAnswer | undefined): FirstAnswer[] {
  if (keyed === undefined || answer === undefined) return []
  const { scope, fingerprint } = keyed
  return [{ scope, fingerprint, ...answer }]
}

function verdictOf(
  judgement: Judgement,
  answers: ReadonlyMap<Placement, PlacedAnswer | undefined>,
): PlacementVerdict {
  if (judgement.kind !== 'accepted') return judgement
  return { kind: 'created', id: judgement.id, answer: answers.get(judgement.placement) }
}
