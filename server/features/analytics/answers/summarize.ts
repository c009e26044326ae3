import type { Summary } from '#contract/analytics.ts'
import type { Page } from '#contract/lists.ts'
import { orderStatuses, type StatusGroup, statusGroups } from '#contract/order-statuses.ts'
import type { TopCustomer, TopCustomersQuery } from '#contract/tickets.ts'
import type { Database } from '../../../platform/database/database.ts'
import { readFoldLag } from '../fold/deltas-queries.ts'
import { atOneMoment } from './status-durations-queries.ts'
import { nameOf } from './to-status-duration.ts'
import {
  countCustomers,
  listTotals,
  listUnknownStandings,
  type Standing,
  type Total,
} from './totals-queries.ts'

/** Ranks customers; what they bought is known elsewhere. */
export type RankTopCustomers = (db: Database, query: TopCustomersQuery) => Promise<Page<TopCustomer>>

/** How many customers of each ranking are shown. */
const topCustomersMax = 5

/**
 * The numbers of everything, of one moment and from counters: it takes as long with millions of events as with none.
 * Only orders in codes that Docket does not know are counted one by one, for their groups.
 */
export async function summarize(db: Database, rank: RankTopCustomers): Promise<Summary> {
  return atOneMoment(db, async (tx) => {
    const totals = await listTotals(tx)
    const byStatus = await countByStatus(tx, totals)
    const byTickets = await rank(tx, { by: 'tickets', limit: topCustomersMax })
    const byOrders = await rank(tx, { by: 'orders', limit: topCustomersMax })
    return {
      orders: read(totals, 'orders'),
      events: read(totals, 'events'),
      customers: await countCustomers(tx),
      byStatus,
      byGroup: countByGroup(byStatus),
      barcodes: {
        unassigned: read(totals, 'barcodes-unassigned'),
        assigned: read(totals, 'barcodes-assigned'),
        redeemed: read(totals, 'barcodes-redeemed'),
      },
      topCustomers: { byTickets: byTickets.items, byOrders: byOrders.items },
      foldLagSeconds: await readFoldLag(tx),
    }
  })
}

function read(totals: readonly Total[], name: string): number {
  return totals.find((total) => total.name === name)?.value ?? 0
}

/** By group in their order, then by code. */
async function countByStatus(tx: Database, totals: readonly Total[]): Promise<Summary['byStatus']> {
  const counted = totals.filter(({ name, value }) => name === 'standing' && value !== 0)
  const isAnyUnknown = counted.some(({ key }) => !groups.has(key))
  const unknown = isAnyUnknown ? await listUnknownStandings(tx) : []
  return counted
    .flatMap(({ key, value }) => {
      const group = groups.get(key)
      return group === undefined ? share(key, value, unknown) : [{ status: key, group, orders: value }]
    })
    .map((standing) => ({ ...standing, statusName: nameOf(standing.status) }))
    .sort((a, b) => placeOf(a.group) - placeOf(b.group) || a.status - b.status)
}

const groups = new Map<number, StatusGroup>(orderStatuses.map(({ code, group }) => [code, group]))

function placeOf(group: StatusGroup): number {
  return statusGroups.indexOf(group)
}

/**
 * A code that Docket does not know leaves an order in its group, so the orders themselves say in which ones they are.
 * The counters may be a second behind these: what is counted is shared out, no more and no less.
 */
function share(status: number, counted: number, unknown: readonly Standing[]): Standing[] {
  let rest = counted
  const shares = unknown
    .filter((one) => one.status === status)
    .map(({ group, orders }) => {
      const taken = Math.min(orders, rest)
      rest -= taken
      return { status, group, orders: taken }
    })
  // Counted still, though they have just left the status: with the most of the others, else where orders begin.
  const [first = { status, group: 'received' as const, orders: 0 }, ...others] = shares
  return [{ ...first, orders: first.orders + rest }, ...others].filter(({ orders }) => orders !== 0)
}

/** Every group, also without orders. */
function countByGroup(byStatus: Summary['byStatus']): Summary['byGroup'] {
  return statusGroups.map((group) => ({
    group,
    orders: byStatus.filter((one) => one.group === group).reduce((sum, { orders }) => sum + orders, 0),
  }))
}
