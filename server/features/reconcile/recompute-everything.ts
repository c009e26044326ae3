import type { Transaction } from '../../platform/database/database.ts'
import { endStatuses } from '../analytics/fold/end-statuses.ts'
import type { ArchiveSource } from '../orders/archived/archive-source.ts'
import { type ArchivedEvents, archivedEvents } from '../orders/archived/archived-events.ts'
import { createSummaryCollector, type SummaryCollector } from './collect-summaries.ts'
import {
  createExpectedTables,
  emptyExpectedTables,
  fillExpectedTables,
  insertCounts,
  type Pending,
  readPendingStays,
} from './expected-queries.ts'
import { keepForMending } from './mend-orders-queries.ts'
import { readArchivedRows, readOrders, type StoredOrder } from './read-orders-queries.ts'
import { type RecomputedOrder, recomputeOrder } from './recompute-order.ts'
import type { Difference } from './reconciliation.ts'

export interface RecomputeOptions {
  /** Where the archives are. */
  config: ArchiveSource['config']
  signal: AbortSignal | undefined
  tell: Tell
}

export interface Recomputation {
  orders: number
  events: number
  /** Fills the tables of the transaction's own that say what each counted table should hold. */
  fill(pending: Pending): Promise<void>
}

/**
 * Works out from the orders, their events and the barcodes what every row should be, and tells which orders and
 * verdicts differ.
 */
export async function recomputeEverything(
  tx: Transaction,
  { config, signal, tell }: RecomputeOptions,
): Promise<Recomputation> {
  await createExpectedTables(tx)
  const summaries = createSummaryCollector(tx)
  const tally = createTally(summaries, tell)
  let archived = 0
  for await (const batch of readOrders(tx)) {
    signal?.throwIfAborted()
    const live = batch.filter(({ isArchived }) => !isArchived)
    archived += batch.length - live.length
    for (const { id, events, isArchived } of batch)
      if (isArchived && events.length > 0) tell(strayEvents(id, events.length))
    await keepForMending(tx, await tally.add(live))
  }
  if (archived > 0) archived -= await addArchived({ config, tx }, tally)
  if (archived !== 0) tell(missingArchived(archived))
  await takePendingBack(tx, summaries)
  await insertCounts(tx, tally.counts())
  const fill = async (pending: Pending) => {
    await emptyExpectedTables(tx)
    await summaries.finish(pending)
    await fillExpectedTables(tx, pending)
  }
  return { ...tally.sums(), fill }
}

/** Hears of each difference as it is found. */
type Tell = (difference: Difference) => void

type Tally = ReturnType<typeof createTally>

/** Folds orders, counts them, and tells what differs. */
function createTally(summaries: SummaryCollector, tell: Tell) {
  const standing = new Map<number, number>()
  let orders = 0
  let events = 0
  return {
    /** Returns those that differ. */
    async add(batch: readonly StoredOrder[]): Promise<RecomputedOrder[]> {
      const wrong: RecomputedOrder[] = []
      for (const order of batch) {
        events += order.events.length
        orders += order.row === undefined ? 0 : 1
        const recomputed = recompute(order, tell)
        if (recomputed === undefined) continue
        const { folded } = recomputed
        standing.set(folded.status, (standing.get(folded.status) ?? 0) + 1)
        for (const stay of folded.stays) await summaries.add(stay)
        if (recomputed.differences.length > 0) wrong.push(recomputed)
      }
      return wrong
    },
    counts: () => [
      { name: 'events', key: 0, value: events },
      ...[...standing].map(([key, value]) => ({ name: 'standing', key, value })),
    ],
    sums: () => ({ orders, events }),
  }
}

/** Undefined for orders of which nothing is known: those without events, and events without an order. */
function recompute({ id, row, events }: StoredOrder, tell: Tell): RecomputedOrder | undefined {
  if (row !== undefined && events.length > 0) {
    const recomputed = recomputeOrder(row, events)
    for (const difference of recomputed.differences) tell(difference)
    return recomputed
  }
  if (row === undefined) tell(strayEvents(id, events.length))
  else
    tell({ table: 'orders', key: { id }, stored: { status: row.status, group: row.group }, recomputed: null })
  return undefined
}

/** Events without an order, or of one whose events are in an archive. */
function strayEvents(orderId: number, events: number): Difference {
  return { table: 'order_events', key: { orderId }, stored: { events }, recomputed: null }
}

const archivedTogether = 1_000

/** Returns how many there were. */
async function addArchived(
  { config, tx }: { config: ArchiveSource['config']; tx: Transaction },
  tally: Tally,
): Promise<number> {
  let count = 0
  let batch: ArchivedEvents[] = []
  const addBatch = async () => {
    const rows = await readArchivedRows(
      tx,
      batch.map(({ orderKey }) => orderKey),
    )
    const found = batch.flatMap(({ orderKey, events }) => {
      const row = rows.get(orderKey)
      return row === undefined ? [] : [{ id: orderKey, row, isArchived: true, events }]
    })
    count += found.length
    await keepForMending(tx, await tally.add(found))
    batch = []
  }
  for await (const order of archivedEvents({ config, db: tx })) {
    batch.push(order)
    if (batch.length === archivedTogether) await addBatch()
  }
  await addBatch()
  return count
}

function missingArchived(count: number): Difference {
  return {
    table: 'archives',
    key: {},
    stored: { ordersWithoutEvents: count },
    recomputed: { ordersWithoutEvents: 0 },
  }
}

async function takePendingBack(tx: Transaction, summaries: SummaryCollector): Promise<void> {
  for await (const batch of readPendingStays(tx))
    for (const pending of batch)
      if (pending.ms !== null || !endStatuses.has(pending.status)) await summaries.takeBack(pending)
}
