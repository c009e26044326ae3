import { type OrderRows, toRows } from '../orders/archived/archived-order.ts'
import { listCustomers, loadOrders, scanOrders } from './archive-queries.ts'
import type { ArchiveRun } from './archive-run.ts'
import { requireKeys } from './customer-keys.ts'
import { stretchOf } from './months.ts'

/** How many orders are read at a time: a document has a megabyte at most. */
const chunkOrders = 100
/** One order of a row group is read with all of it, so it is small. */
const groupOrdersMax = 200
const groupBytesMax = 4_194_304

/** The orders that can be archived with the month, by their keys, as row groups. */
export async function* readGroups(
  run: ArchiveRun,
  month: string,
): AsyncGenerator<OrderRows[], void, undefined> {
  let group: OrderRows[] = []
  let bytes = 0
  for await (const order of readOrders(run, month)) {
    group.push(order)
    bytes += sizeOf(order)
    if (group.length < groupOrdersMax && bytes < groupBytesMax) continue
    yield group
    group = []
    bytes = 0
  }
  if (group.length > 0) yield group
}

async function* readOrders(
  { db, stopping }: ArchiveRun,
  month: string,
): AsyncGenerator<OrderRows, void, undefined> {
  for (let after = 0; ; ) {
    stopping.throwIfAborted()
    const scanned = await scanOrders(db, stretchOf(month), { after, limit: chunkOrders })
    const last = scanned.at(-1)
    if (last === undefined) return
    after = last.key
    const ready = scanned.filter(({ isReady }) => isReady).map(({ key }) => key)
    if (ready.length === 0) continue
    const keys = await requireKeys(db, await listCustomers(db, ready))
    for (const order of await loadOrders(db, ready)) {
      const isKnown = keys.has(order.customerKey)
      if (isKnown && order.events.length > 0) yield toRows(order, keys.get(order.customerKey))
    }
  }
}

function sizeOf({ order, events }: OrderRows): number {
  return (order.sealed_document?.length ?? 0) + (order.items?.length ?? 0) + 100 * events.length
}
