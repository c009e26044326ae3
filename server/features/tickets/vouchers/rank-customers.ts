import type { Measure } from '#contract/tickets.ts'
import { textOfId } from './ids.ts'
import type { OrderTable } from './order-table.ts'

/** A customer among the first, with what the ranking counts. */
export interface RankedCustomer {
  customerId: string
  amount: number
}

/**
 * The `top` customers by tickets, or by orders that have a voucher; ties by customer id as a number. `counts` are
 * the tickets of each order.
 */
export function rankCustomers(
  { count, customers, longIds }: OrderTable,
  counts: Int32Array,
  { top, by }: { top: number; by: Measure },
): RankedCustomer[] {
  const keys: number[] = []
  const amounts: number[] = []
  for (let order = 0; order < count; order++) {
    if (counts[order] === 0) continue
    const customer = customers[order]
    if (keys[keys.length - 1] !== customer) {
      keys.push(customer)
      amounts.push(0)
    }
    amounts[amounts.length - 1] += by === 'tickets' ? counts[order] : 1
  }
  const least = amountOfRank(amounts, top)
  const candidates = amounts.flatMap((amount, i) => (amount >= least ? [i] : []))
  // Customers stand in the order of their ids already, and the sort is stable.
  candidates.sort((a, b) => amounts[b] - amounts[a])
  return candidates.slice(0, top).map((i) => ({ customerId: textOfId(keys[i], longIds), amount: amounts[i] }))
}

/** The amount that at least `rank` customers reach, or 0. */
function amountOfRank(amounts: readonly number[], rank: number): number {
  const customersPerAmount = new Map<number, number>()
  for (const amount of amounts) customersPerAmount.set(amount, (customersPerAmount.get(amount) ?? 0) + 1)
  let reached = 0
  for (const amount of [...customersPerAmount.keys()].sort((a, b) => b - a)) {
    reached += customersPerAmount.get(amount) ?? 0
    if (reached >= rank) return amount
  }
  return 0
}
