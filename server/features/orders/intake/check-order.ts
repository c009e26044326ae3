import { hash } from 'node:crypto'
import { cancelStatus, newStatus } from '#contract/order-statuses.ts'
import { PlaceOrder } from '#contract/orders.ts'
import type { Fault } from '#contract/problem.ts'
import { compileCheck } from '../../../platform/http/compile-check.ts'
import { codeOfStatus } from '../lifecycle/status-table.ts'
import { canonicalJson } from './canonical-json.ts'
import type { CheckedOrder } from './checked-order.ts'
import { findOrderFaults } from './find-order-faults.ts'
import type { ParsedDocument } from './parse-document.ts'

export type OrderVerdict = { kind: 'order'; order: CheckedOrder } | { kind: 'faulty'; faults: Fault[] }

/**
 * Checks a document against the contract and what a schema cannot say, and normalises it (spec 4.1). Nothing is coerced, and
 * everything that is wrong is named.
 * @param now when it was received: what is not said about times is this
 */
export function checkOrder(text: string, { value, exact, faults }: ParsedDocument, now: Date): OrderVerdict {
  if (value === undefined) return { kind: 'faulty', faults }
  const wrong = [...faults, ...mergeStatusFaults(checkSchema(value))]
  if (wrong.some(({ pointer }) => pointer === '')) return { kind: 'faulty', faults: wrong }
  // What the schema refuses is refused once: these look only at values of the right types.
  wrong.push(...findOrderFaults(value as Loose<PlaceOrder>))
  if (wrong.length > 0) return { kind: 'faulty', faults: wrong }
  return { kind: 'order', order: normalise(text, value as PlaceOrder, exact as PlaceOrder, now) }
}

const checkSchema = compileCheck(PlaceOrder)

/** A document of which only the object itself was checked. */
export type Loose<T> = { readonly [Name in keyof T]?: unknown }

/** A status is a number or a name: what fits neither is one fault, not one for each way in which it could have been right. */
function mergeStatusFaults(faults: readonly Fault[]): Fault[] {
  const seen = new Set<string>()
  return faults.flatMap((fault) => {
    if (!/^(?:\/statusHistory\/\d+)?\/status$/.test(fault.pointer)) return [fault]
    if (seen.has(fault.pointer)) return []
    seen.add(fault.pointer)
    return [{ pointer: fault.pointer, code: 'status-unknown', message: statusWanted } as const]
  })
}

const statusWanted = 'must be the code of a status, a whole number from 0, or the name of a known one'

function normalise(received: string, plain: PlaceOrder, exact: PlaceOrder, now: Date): CheckedOrder {
  const { _id, created, _created, account, brandId, channelOrderId, pickupTime, ...others } = exact
  const { status, statusHistory, ...sentAsWritten } = others
  // A quantity of 1.0 is 1; what Docket does not know is kept as it was written.
  const items = sentAsWritten.items.map((item, index) => ({
    ...item,
    quantity: plain.items[index]?.quantity ?? 1,
  }))
  const sent = { ...sentAsWritten, items }
  const history = readHistory(plain)
  const saidStatus = plain.status === undefined ? undefined : readStatus(plain.status)
  const saidCreated = readTime(created ?? _created)
  const pickupAt = readTime(pickupTime)
  const createdAt = saidCreated ?? now
  const said = {
    ...sent,
    ...{ account, brandId, channelOrderId, pickupTime: pickupAt, created: saidCreated, status: saidStatus },
    statusHistory: history.map(({ status, at }) => [status, at]),
  }
  const events = listEvents(history, saidStatus ?? newStatus, createdAt, now)
  return {
    id: _id,
    received,
    receivedAt: now,
    sent,
    customer: { id: sent.customer.id, name: sent.customer.name, phone: sent.customer.phoneNumber },
    account: account ?? null,
    brand: brandId ?? null,
    channelOrderId: channelOrderId ?? null,
    createdAt,
    pickupAt: pickupAt ?? null,
    itemCount: items.reduce((sum, { quantity }) => sum + quantity, 0),
    events,
    contentHash: hash('sha256', canonicalJson(said), 'buffer'),
    cancel: saidStatus === cancelStatus ? { at: findCancel(history) } : undefined,
  }
}

interface Entry {
  status: number
  at: number
}

function readHistory({ statusHistory = [] }: PlaceOrder): Entry[] {
  return statusHistory.map(({ status, timestamp, timeStamp }) => ({
    status: readStatus(status),
    at: Date.parse(timestamp ?? timeStamp ?? ''),
  }))
}

/** The contract lets only names pass that the table knows. */
function readStatus(status: string | number): number {
  const code = typeof status === 'number' ? status : codeOfStatus(status)
  if (code === undefined) throw new Error(`the contract let the status ${status} pass`)
  return code
}

function readTime(text: string | undefined): Date | undefined {
  return text === undefined ? undefined : new Date(text)
}

/** A missing history is one entry at `created`; a status that is not the history's last was given at receipt. */
function listEvents(
  history: readonly Entry[],
  status: number,
  createdAt: Date,
  receivedAt: Date,
): CheckedOrder['events'] {
  if (history.length === 0) return [toEvent({ status, at: createdAt.getTime() })]
  const sorted = history.toSorted((a, b) => a.at - b.at)
  if (sorted.at(-1)?.status !== status) sorted.push({ status, at: receivedAt.getTime() })
  const seen = new Set<string>()
  const fresh = sorted.filter(({ status, at }) => seen.size < seen.add(`${status} ${at}`).size)
  // What was given at receipt may lie before entries of a clock that is fast.
  return fresh.sort((a, b) => a.at - b.at).map(toEvent)
}

function toEvent({ status, at }: Entry): CheckedOrder['events'][number] {
  return { status, at, isForced: false }
}

function findCancel(history: readonly Entry[]): Date | undefined {
  const times = history.filter(({ status }) => status === cancelStatus).map(({ at }) => at)
  return times.length === 0 ? undefined : new Date(Math.max(...times))
}
