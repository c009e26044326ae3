import { sortableIds } from './ids.ts'
import type { OrderTable } from './order-table.ts'

const digitBits = 11
const digitCount = 2 ** digitBits

/** The places of all orders in the order table, sorted by customer and then by order, both as numbers. */
export function sortOrders({ count, orders, customers, longIds }: OrderTable): Uint32Array {
  const places = Uint32Array.from({ length: count }, (_, i) => i)
  const byOrder = radixSort(places, sortableIds(orders.subarray(0, count), longIds))
  return radixSort(byOrder, sortableIds(customers.subarray(0, count), longIds))
}

/** Sorts `places` by the whole number below 2^53 that `keys` holds for each; equal ones keep their order. */
function radixSort(places: Uint32Array, keys: Float64Array): Uint32Array {
  const largest = keys.reduce((max, key) => Math.max(max, key), 0)
  let from = places
  let into = new Uint32Array(places.length)
  for (let unit = 1; unit <= largest; unit *= digitCount) {
    const starts = countDigits(from, keys, unit)
    for (let i = 0; i < from.length; i++) into[starts[digit(keys[from[i]], unit)]++] = from[i]
    const sorted = into
    into = from
    from = sorted
  }
  return from
}

/** Where the places of each digit begin in the sorted list. */
function countDigits(places: Uint32Array, keys: Float64Array, unit: number): Uint32Array {
  const starts = new Uint32Array(digitCount + 1)
  for (let i = 0; i < places.length; i++) starts[digit(keys[places[i]], unit) + 1]++
  for (let i = 0; i < digitCount; i++) starts[i + 1] += starts[i]
  return starts
}

function digit(key: number, unit: number): number {
  return Math.floor(key / unit) % digitCount
}
