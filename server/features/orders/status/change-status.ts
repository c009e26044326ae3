import { cancelStatus } from '#contract/order-statuses.ts'
import type { ChangeStatus } from '#contract/orders.ts'
import { recordChange } from '../../../platform/audit/audit-queries.ts'
import type { Transaction } from '../../../platform/database/database.ts'
import { runAgain } from '../../../platform/database/run-again.ts'
import { type Call, principalKey } from '../../../platform/principal.ts'
import { recordDeltas } from '../../analytics/deltas/record-deltas.ts'
import { withRestoredOrder } from '../archived/with-restored-order.ts'
import { isPersonErased } from '../erasing/is-person-erased.ts'
import { loadEventsToChange } from '../events/load-events.ts'
import type { OrderEvent } from '../events/order-event.ts'
import { withEventMonths } from '../events/with-event-months.ts'
import { type Added, addEvent } from '../lifecycle/add-event.ts'
import { deltasOfChange } from '../lifecycle/deltas-of-change.ts'
import type { LifecycleEvent } from '../lifecycle/fold-events.ts'
import { refuseUnknownOrder } from '../reading/show-order.ts'
import { lockOrder, type OrderState, writeChange } from './order-state-queries.ts'
import { refuseFull, refuseStale, refuseTransition, refuseUnfit } from './refuse-change.ts'
import { timeAfter } from './time-after.ts'
import { readWanted, type WantedStatus } from './wanted-status.ts'

/** What is asked of an order, when it happened and when Docket heard of it. */
interface TimedStatus extends WantedStatus {
  at: Date
  receivedAt: Date
}

/** What was done in the transaction, in values that an Idempotency-Key can keep. */
interface Outcome {
  order: OrderState
  verdict: Added['verdict']
  standing: Added['standing']
  /** Whether the order shows something else than before. */
  isChanged: boolean
}

/**
 * Adds an event to an order (spec 4.2). One that does not count is kept all the same, and refused afterwards.
 * @param ifMatch the value of the `If-Match` header, if there is one
 * @returns what the order is then
 * @throws ProblemError 404 for no such order, 412 when it is not what `ifMatch` says, 403 and 422 for what may not be asked,
 *   409 when the event does not count, or the order has as many as it may have
 */
export async function changeStatus(
  call: Call,
  publicId: string,
  change: ChangeStatus,
  { ifMatch }: { ifMatch?: string | undefined } = {},
): Promise<OrderState> {
  const { order } = await tell(call, publicId, { change, ifMatch })
  return order
}

async function tell(
  call: Call,
  publicId: string,
  { change, ifMatch }: { change: ChangeStatus; ifMatch?: string | undefined },
): Promise<Outcome> {
  const wanted = readWanted(change)
  // The time of an event is known only under the lock of its order, and with it the month.
  const instants: Date[] = []
  const outcome = await runAgain(() =>
    withRestoredOrder(call, () =>
      withEventMonths(call.db, instants, () =>
        call.db.transaction().execute(async (tx) => {
          const found = await lockOrder(tx, publicId)
          if (found === undefined) return refuseUnknownOrder()
          if (ifMatch !== undefined) refuseStale(ifMatch, found)
          refuseUnfit(call, wanted)
          const receivedAt = call.clock.now()
          const at = timeAfter(receivedAt, found.lastEventAt, wanted.timestamp)
          instants.splice(0, 1, at)
          return store(tx, call, found, { ...wanted, at, receivedAt })
        }),
      ),
    ),
  )
  const { order, verdict, standing } = outcome
  if (verdict !== 'repeated') call.hints.ordersChanged([order.publicId])
  if (verdict === 'transition-not-allowed') refuseTransition(wanted.status, standing ?? order)
  return outcome
}

/**
 * Asks for an order to be cancelled.
 * @param at when that was; undefined for just now
 * @returns whether that changed the order: not when it was asked before
 * @throws ProblemError as `changeStatus`
 */
export async function requestCancel(
  call: Call,
  publicId: string,
  at: Date | undefined,
): Promise<Pick<Outcome, 'isChanged'>> {
  const timestamp = at === undefined ? {} : { timestamp: at.toISOString() }
  return tell(call, publicId, { change: { status: cancelStatus, ...timestamp } })
}

async function store(tx: Transaction, call: Call, order: OrderState, wanted: TimedStatus): Promise<Outcome> {
  const events = await loadEventsToChange(tx, order)
  const event = { status: wanted.status, at: wanted.at.getTime(), isForced: wanted.force === true }
  const known = events.find((one) => isSame(one, event))
  const lifecycle = events.map(({ status, at, isForced }) => ({ status, at: at.getTime(), isForced }))
  const added = addEvent(lifecycle, event)
  // Said again: it counts or not as it did. And what is just reported and changes nothing says nothing new.
  const { verdict, standing } = added
  if (known !== undefined) return { order, verdict: known.refusal ?? 'applied', standing, isChanged: false }
  const isIdle = verdict === 'repeated' && wanted.timestamp === undefined
  if (isIdle) return { order, verdict, standing, isChanged: false }
  refuseFull(events.length)
  const changed = await write(tx, call, { order, events, wanted, added })
  return { order: changed, verdict, standing, isChanged: verdict === 'applied' }
}

function isSame(one: OrderEvent, { status, at, isForced }: LifecycleEvent): boolean {
  return one.status === status && one.at.getTime() === at && one.isForced === isForced
}

interface Change {
  order: OrderState
  events: readonly OrderEvent[]
  wanted: TimedStatus
  added: Added
}

async function write(
  tx: Transaction,
  call: Call,
  { order, events, wanted, added }: Change,
): Promise<OrderState> {
  const { at, receivedAt, status, force = false } = wanted
  const { verdict, before, after } = added
  const changed: OrderState = {
    ...order,
    firstEventAt: at < order.firstEventAt ? at : order.firstEventAt,
    lastEventAt: at > order.lastEventAt ? at : order.lastEventAt,
    ...(verdict === 'applied' && { status: after.status, group: after.group, version: order.version + 1 }),
  }
  const actor = principalKey(call.principal)
  const texts = await textsToKeep(tx, order, wanted)
  const told = { at, receivedAt, status, isForced: force, refusal: refusalOf(verdict), actor, ...texts }
  await writeChange(tx, { order: changed, event: told, judged: rejudge(events, added) })
  await recordDeltas(tx, [...deltasOfChange(before, after), { kind: 'total', name: 'events', change: 1 }])
  if (force) await auditForce(tx, call, order, wanted)
  return changed
}

/** Without the texts when the customer was erased: they may be about them. */
async function textsToKeep(
  tx: Transaction,
  { publicId }: OrderState,
  { source, reason }: TimedStatus,
): Promise<Pick<OrderEvent, 'source' | 'reason'>> {
  const hasTexts = source !== undefined || reason !== undefined
  if (hasTexts && (await isPersonErased(tx, publicId))) return { source: null, reason: null }
  return { source: source ?? null, reason: reason ?? null }
}

function rejudge(events: readonly OrderEvent[], { rejudged }: Added): Pick<OrderEvent, 'id' | 'refusal'>[] {
  return rejudged.flatMap(({ index, verdict }) => {
    const event = events[index]
    return event === undefined ? [] : [{ id: event.id, refusal: refusalOf(verdict) }]
  })
}

function refusalOf(verdict: Added['verdict']): OrderEvent['refusal'] {
  return verdict === 'applied' ? null : verdict
}

async function auditForce(
  tx: Transaction,
  { principal }: Call,
  { publicId, status: from }: OrderState,
  { status, at }: TimedStatus,
): Promise<void> {
  await recordChange(tx, principal, {
    action: 'order.force-status',
    subjectId: publicId,
    // The reason stands with the event, where erasing the customer finds it.
    details: { from, to: status, at: at.toISOString() },
  })
}
