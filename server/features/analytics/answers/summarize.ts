import type { Summary } from '#contract/analytics.ts'
import type { Page } from '#contract/lists.ts'
import { orderStatuses, statusGroups } from '#contract/order-statuses.ts'
import type { TopCustomer, TopCustomersQuery } from '#contract/tickets.ts'
import type { Database } from '../../../platform/database/database.ts'
import { readFoldLag } from '../fold/deltas-queries.ts'
import { atOneMoment } from './status-durations-queries.ts'
import { nameOf } from './to-status-duration.ts'
import { countCustomers, listTotals, type Total } from './totals-queries.ts'

/** Ranks customers; what they bought is known elsewhere. */
export type RankTopCustomers = (db: Database, query: TopCustomersQuery) => Promise<Page<TopCustomer>>

/** How many customers of each ranking are shown. */
const topCustomersMax = 5

/** The numbers of everything, of one moment and from counters: it takes as long with millions of events as with none. */
export async function summarize(db: Database, rank: RankTopCustomers): Promise<Summary> {
  return atOneMoment(db, async (tx) => {
    const totals = await listTotals(tx)
    const byStatus = countByStatus(totals)
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

const groups = new Map<number, string>(orderStatuses.map(({ code, group }) => [code, group]))

/** A code that Docket does not know leaves an order in its group, so it has none of its own. */
const unknownGroup = 'unknown'

/** By group in their order, then by code. */
function countByStatus(totals: readonly Total[]): Summary['byStatus'] {
  return totals
    .filter(({ name, value }) => name === 'standing' && value !== 0)
    .map(({ key, value }) => ({
      status: key,
      statusName: nameOf(key),
      group: groups.get(key) ?? unknownGroup,
      orders: value,
    }))
    .sort((a, b) => placeOf(a.group) - placeOf(b.group) || a.status - b.status)
}

const allGroups: readonly string[] = [...statusGroups, unknownGroup]

function placeOf(group: string): number {
  return allGroups.indexOf(group)
}

/** Every group, also without orders; what stands in unknown statuses comes last. */
function countByGroup(byStatus: Summary['byStatus']): Summary['byGroup'] {
  return allGroups
    .map((group) => ({
      group,
      orders: byStatus.filter((one) => one.group === group).reduce((sum, { orders }) => sum + orders, 0),
    }))
    .filter(({ group, orders }) => group !== unknownGroup || orders > 0)
}
