import { hashNumber } from './hash.ts'
import { createLongIds, longIdBase, sortableIds } from './ids.ts'
import { type OrderRange, refusedRow } from './scan-orders.ts'
import { sharedFloats, sharedInts } from './shared-lists.ts'
import { sortByNumbers } from './sort-by-numbers.ts'

/** The orders of a file, each once, sorted by customer and then by order. Threads share it and look orders up in it. */
export interface OrderTable {
  count: number
  /** For each order: the key of its id, of its customer's, and its row (from 0). */
  orders: Float64Array
  customers: Float64Array
  rows: Int32Array
  /** The order's place plus 1, or 0: at the id's own slot when ids are dense, else by open addressing of its hash. */
  slots: Int32Array
  isDense: boolean
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

/** Up to so many slots for each order, the ids themselves are the slots: that needs no more memory than hashing. */
const denseSlotsPerOrder = 4

/** Gathers the orders of all ranges; the first row of an order stands (spec 2, rule 2). */
export function buildOrderTable(
  ranges: readonly OrderRange[],
  seed: number,
): { table: OrderTable; repeated: RepeatedOrder[] } {
  const rowCount = ranges.reduce((sum, range) => sum + range.rowCount, 0)
  const longIds = createLongIds()
  const largest = ranges.reduce((max, range) => range.orders.reduce((a, b) => Math.max(a, b), max), 0)
  const isDense = largest < denseSlotsPerOrder * rowCount
  const table: OrderTable = {
    count: 0,
    orders: new Float64Array(rowCount),
    customers: new Float64Array(rowCount),
    rows: new Int32Array(rowCount),
    slots: sharedInts(isDense ? largest + 1 : slotCount(rowCount)),
    isDense,
    seed,
    longIds: longIds.texts,
  }
  const repeated: RepeatedOrder[] = []
  let rowsBefore = 0
  for (const range of ranges) {
    // Ids too long for a number were numbered within their range; here they get one number for the file.
    const places = range.longIds.map((text) => longIds.add(text))
    const key = (local: number) => (local < longIdBase ? local : places[local - longIdBase])
    for (let i = 0; i < range.rowCount; i++) {
      if (range.orders[i] === refusedRow) continue
      const repeat = addOrder(table, key(range.orders[i]), key(range.customers[i]), rowsBefore + i)
      if (repeat !== undefined) repeated.push(repeat)
    }
    rowsBefore += range.rowCount
  }
  return { table: sortTable(table), repeated }
}

/** Finds the places of the orders with these keys, -1 where there is none; negative keys are passed on as they are. */
export function findOrders(table: OrderTable, keys: Float64Array): Int32Array {
  const { slots, orders, seed } = table
  const mask = slots.length - 1
  const places = sharedInts(keys.length)
  if (table.isDense) {
    for (let i = 0; i < keys.length; i++) places[i] = findDense(slots, keys[i])
    return places
  }
  // First all the jumps into the table, with nothing that depends on them: so the processor waits for many at once.
  for (let i = 0; i < keys.length; i++) places[i] = slots[hashNumber(keys[i], seed) & mask] - 1
  for (let i = 0; i < keys.length; i++) {
    if (keys[i] < 0) places[i] = keys[i]
    else if (places[i] >= 0 && orders[places[i]] !== keys[i])
      places[i] = searchOrder(slots, orders, keys[i], seed)
  }
  return places
}

function findDense(slots: Int32Array, key: number): number {
  if (key < 0) return key
  return key < slots.length ? slots[key] - 1 : -1
}

function searchOrder(slots: Int32Array, orders: Float64Array, key: number, seed: number): number {
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
  let slot = table.isDense ? order : hashNumber(order, table.seed) & mask
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

/** The same table with its orders sorted by customer and then by order, both as numbers, in shared memory. */
function sortTable(table: OrderTable): OrderTable {
  const { count, slots, longIds } = table
  const orderKeys = sortableIds(table.orders.subarray(0, count), longIds)
  const customerKeys = sortableIds(table.customers.subarray(0, count), longIds)
  const sorted = sortByNumbers(sortByNumbers(countingUp(count), orderKeys), customerKeys)
  const places = new Int32Array(count)
  for (let i = 0; i < count; i++) places[sorted[i]] = i
  for (let i = 0; i < slots.length; i++) {
    if (slots[i] > 0) slots[i] = places[slots[i] - 1] + 1
  }
  return {
    ...table,
    orders: pick(table.orders, sorted, sharedFloats(count)),
    customers: pick(table.customers, sorted, sharedFloats(count)),
    rows: pick(table.rows, sorted, sharedInts(count)),
  }
}

function countingUp(count: number): Uint32Array {
  const numbers = new Uint32Array(count)
  for (let i = 0; i < count; i++) numbers[i] = i
  return numbers
}

function pick<T extends Float64Array | Int32Array>(values: T, places: Uint32Array, into: T): T {
  for (let i = 0; i < places.length; i++) into[i] = values[places[i]]
  return into
}

/** A power of two, at least twice as many as there can be orders, so that a search ends soon. */
function slotCount(orders: number): number {
  return 2 ** Math.ceil(Math.log2(2 * orders + 2))
}
