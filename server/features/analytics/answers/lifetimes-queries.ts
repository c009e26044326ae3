import { type Expression, type RawBuilder, sql } from 'kysely'
import type { LifetimeFilter } from '#contract/analytics.ts'
import type { Database } from '../../../platform/database/database.ts'

/** What a customer ordered so far, as it is stored; nulls for one without orders. */
export interface LifetimeRow {
  /** The key inside the database. */
  key: number
  public_id: string
  orders: number
  first_order_at: Date | null
  last_order_at: Date | null
}

/** The sort keys of the last entry of the page before. */
export interface LifetimePosition {
  value: number | Date
  key: number
}

/** A page of the customers who ordered, the highest first by what is sorted by, from behind `after` on. */
export async function listLifetimeRows(
  db: Database,
  filter: LifetimeFilter,
  { after, limit }: { after: LifetimePosition | undefined; limit: number },
): Promise<LifetimeRow[]> {
  const { rows } = await sql<LifetimeRow>`
    ${lifetimes(filter)} and ${isBehind(filter, after)} ${ordered(filter)} limit ${limit}
  `.execute(db)
  return rows
}

/** All of them in the same order, for reading them one after the other. */
export function allLifetimes(filter: LifetimeFilter): Expression<LifetimeRow> {
  return sql<LifetimeRow>`${lifetimes(filter)} ${ordered(filter)}`
}

/** Undefined when there is no such customer. */
export async function findLifetime(db: Database, customerId: string): Promise<LifetimeRow | undefined> {
  const { rows } = await sql<LifetimeRow>`
    select c.id as key, c.public_id, coalesce(l.orders, 0) as orders, l.first_order_at, l.last_order_at
    from customers as c left join customer_lifetimes as l on l.customer_id = c.id
    where c.public_id = ${customerId}
  `.execute(db)
  return rows[0]
}

function lifetimes({ minOrders, maxOrders, firstFrom, firstTo, lastFrom, lastTo }: LifetimeFilter) {
  const conditions = [
    minOrders === undefined ? undefined : sql`l.orders >= ${minOrders}`,
    maxOrders === undefined ? undefined : sql`l.orders <= ${maxOrders}`,
    firstFrom === undefined ? undefined : sql`l.first_order_at >= ${new Date(firstFrom)}`,
    firstTo === undefined ? undefined : sql`l.first_order_at < ${new Date(firstTo)}`,
    lastFrom === undefined ? undefined : sql`l.last_order_at >= ${new Date(lastFrom)}`,
    lastTo === undefined ? undefined : sql`l.last_order_at < ${new Date(lastTo)}`,
  ].filter((condition) => condition !== undefined)
  return sql`
    select l.customer_id as key, c.public_id, l.orders, l.first_order_at, l.last_order_at
    from customer_lifetimes as l join customers as c on c.id = l.customer_id
    where ${sql.join([sql`true`, ...conditions], sql` and `)}
  `
}

function isBehind({ sort }: LifetimeFilter, after: LifetimePosition | undefined): RawBuilder<boolean> {
  if (after === undefined) return sql`true`
  const column = columns[sort]
  return sql`(${column} <= ${after.value} and (${column} < ${after.value} or l.customer_id > ${after.key}))`
}

function ordered({ sort }: LifetimeFilter) {
  return sql`order by ${columns[sort]} desc, l.customer_id`
}

const columns = {
  orders: sql.ref('l.orders'),
  firstOrderAt: sql.ref('l.first_order_at'),
  lastOrderAt: sql.ref('l.last_order_at'),
} as const satisfies Record<LifetimeFilter['sort'], RawBuilder<unknown>>
