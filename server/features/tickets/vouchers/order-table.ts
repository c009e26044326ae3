import { hashNumber } from './hash.ts'
import { createLongIds, longIdBase } from './ids.ts'
import { type OrderRange, refusedRow } from './scan-orders.ts'
import { sharedFloats, sharedInts } from './shared-lists.ts'

/** The orders of a file, each once, in the order of their rows. Threads share it and look barcodes' orders up in it. */
export interface OrderTable {
  count: number
  /** For each order: the key of its id, of its customer's, and its row (from 0). */
  orders: Float64Array
  customers: Float64Array
  rows: Int32Array
  /** Open addressing: the order's place plus 1, or 0. */
  slots: Int32Array
  seed: number
  longIds: string[]
}

/** A row that repeats an order of an earlier row. Rows count from 0; the ids are keys. */
export interface RepeatedOrder {
  row: number
  firstRow: number
  order: number
  customer: number
  isConflict: boolean
}

/** Gathers the orders of all ranges; the first row of an order stands (spec 2, rule 2). */
export function buildOrderTable(
  ranges: readonly OrderRange[],
  seed: number,
): { table: OrderTable; repeated: RepeatedOrder[] } {
  const rowCount = ranges.reduce((sum, range) => sum + range.rowCount, 0)
  const longIds = createLongIds()
  const table: OrderTable = {
    count: 0,
    orders: sharedFloats(rowCount),
    customers: sharedFloats(rowCount),
    rows: sharedInts(rowCount),
    slots: sharedInts(slotCount(rowCount)),
    seed,
    longIds: longIds.texts,
  }
  const repeated: RepeatedOrder[] = []
  let firstRow = 0
  for (const range of ranges) {
    // Ids too long for a number were numbered within their range; here they get one number for the file.
    const places = range.longIds.map((text) => longIds.add(text))
    const key = (local: number) => (local < longIdBase ? local : places[local - longIdBase])
    for (let i = 0; i < range.rowCount; i++) {
      if (range.orders[i] === refusedRow) continue
      const repeat = addOrder(table, key(range.orders[i]), key(range.customers[i]), firstRow + i)
      if (repeat !== undefined) repeated.push(repeat)
    }
    firstRow += range.rowCount
  }
  return { table, repeated }
}

/** The place of the order with this key, or -1. */
export function findOrder({ slots, orders, seed }: OrderTable, key: number): number {
  const mask = slots.length - 1
  for (let slot = hashNumber(key, seed) & mask; ; slot = (slot + 1) & mask) {
    const place = slots[slot] - 1
    if (place < 0 || orders[place] === key) return place
  }
}

function addOrder(
  table: OrderTable,
  order: number,
  customer: number,
  row: number,
): RepeatedOrder | undefined {
  const mask = table.slots.length - 1
  let slot = hashNumber(order, table.seed) & mask
  for (; table.slots[slot] !== 0; slot = (slot + 1) & mask) {
    const place = table.slots[slot] - 1
    if (table.orders[place] === order) {
      return {
        row,
        firstRow: table.rows[place],
        order,
        customer,
        isConflict: table.customers[place] !== customer,
      }
    }
  }
  const place = table.count++
  table.slots[slot] = place + 1
  table.orders[place] = order
  table.customers[place] = customer
  table.rows[place] = row
  return undefined
}

/** A power of two, at least twice as many as there can be orders, so that a search ends soon. */
function slotCount(orders: number): number {
  return 2 ** Math.ceil(Math.log2(2 * orders + 2))
}
