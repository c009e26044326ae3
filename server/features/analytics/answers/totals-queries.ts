import { sql } from 'kysely'
import { orderStatuses, type StatusGroup } from '#contract/order-statuses.ts'
import type { Database } from '../../../platform/database/database.ts'

/** A counter: which, for which status where it is counted by status (else 0), and how many. */
export interface Total {
  name: string
  key: number
  value: number
}

/** All counters, of one moment. */
export async function listTotals(db: Database): Promise<Total[]> {
  const { rows } = await sql<Total>`select name, key, value from totals`.execute(db)
  return rows
}

/** Orders of one group that stand in one status. */
export interface Standing {
  status: number
  group: StatusGroup
  orders: number
}

/** Those that stand in codes that Docket does not know, found in an index of these orders alone. */
export async function listUnknownStandings(db: Database): Promise<Standing[]> {
  // Written out, as in the index, or the planner would not see that it fits.
  const known = sql.join(orderStatuses.map(({ code }) => sql.lit(code)))
  const { rows } = await sql<Standing>`
    select status, status_group as "group", count(*) as orders from orders
    where status not in (${known}) group by status, status_group order by orders desc, status_group
  `.execute(db)
  return rows
}

/** How many customers have at least one order: counted in an index, some milliseconds for a hundred thousand. */
export async function countCustomers(db: Database): Promise<number> {
  const { rows } = await sql<{ customers: number }>`
    select count(*) as customers from customer_lifetimes
  `.execute(db)
  return rows[0]?.customers ?? 0
}
