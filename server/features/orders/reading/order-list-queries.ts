import { type Expression, type RawBuilder, sql } from 'kysely'
import type { StatusGroup } from '#contract/order-statuses.ts'
import type { Database } from '../../../platform/database/database.ts'
import { groupOfStatus, type WantedOrders } from './read-order-filter.ts'

/** An order of a list as it is stored. */
export interface OrderListRow {
  publicId: string
  source: 'csv' | 'api'
  createdAt: Date
  updatedAt: Date
  account: string | null
  brand: string | null
  channelOrderId: string | null
  pickupAt: Date | null
  itemCount: number
  barcodeCount: number
  status: number
  group: StatusGroup
  version: number
  customerId: string
  customerName: string | null
  customerPhone: string | null
}

/** The last order of the page before. */
export interface OrderPosition {
  createdAt: Date
  publicId: string
}

/** The orders that are wanted, the newest first, from behind `after` on. */
export async function listOrderRows(
  db: Database,
  wanted: WantedOrders,
  { after, limit }: { after: OrderPosition | undefined; limit: number },
): Promise<OrderListRow[]> {
  const { rows } = await sql<OrderListRow>`${select(pick(wanted, after, limit))}`.execute(db)
  return rows
}

/** All orders that are wanted in the same order, for reading them one after the other. */
export function allOrders(wanted: WantedOrders): Expression<OrderListRow> {
  return sql<OrderListRow>`${select(pick(wanted, undefined, undefined))}`
}

/** The columns of the orders that `picked` names, which is a page: everything else is looked up for these alone. */
function select(picked: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`
    select o.public_id as "publicId", o.source, o.created_at as "createdAt", o.updated_at as "updatedAt",
      o.account, o.brand, o.channel_order_id as "channelOrderId", o.pickup_at as "pickupAt",
      o.item_count as "itemCount", o.status, o.status_group as "group", o.version,
      c.public_id as "customerId", c.name as "customerName", c.phone as "customerPhone",
      (select count(*) from barcodes as b where b.order_id = o.id) as "barcodeCount"
    from (${picked}) as picked join orders as o on o.id = picked.id join customers as c on c.id = o.customer_id
    order by picked.created_at desc, picked.id desc
  `
}

/** Orders are found by what stands in them, or by who ordered: each is looked for in the way that is best for it. */
function pick(
  wanted: WantedOrders,
  after: OrderPosition | undefined,
  limit: number | undefined,
): RawBuilder<unknown> {
  const fits = sql.join(conditions(wanted, after), sql` and `)
  const first = limit === undefined ? sql`` : sql`order by created_at desc, id desc limit ${limit}`
  if (wanted.q === undefined) return sql`select o.id, o.created_at from orders as o where ${fits} ${first}`
  const isFound = sql`like search_key(${patternOf(wanted.q)})`
  return sql`
    select id, created_at from (
      (select o.id, o.created_at from orders as o join order_search as s on s.order_id = o.id
        where s.text ${isFound} and ${fits} ${first})
      union
      (select o.id, o.created_at from orders as o
        where o.customer_id in (select s.customer_id from customer_search as s where s.text ${isFound})
          and ${fits} ${first})
    ) as found ${first}
  `
}

function conditions(
  { status, group, customer, account, brand, from, to }: WantedOrders,
  after: OrderPosition | undefined,
): RawBuilder<boolean>[] {
  const known = status === undefined ? undefined : groupOfStatus(status)
  const all: (RawBuilder<boolean> | undefined)[] = [
    sql<boolean>`true`,
    // The group of a known status says nothing new, but finds the way into the index.
    known && sql`o.status_group = ${known}`,
    group && sql`o.status_group = ${group}`,
    status === undefined ? undefined : sql`o.status = ${status}`,
    customer === undefined
      ? undefined
      : sql`o.customer_id = (select id from customers where public_id = ${customer})`,
    account === undefined ? undefined : sql`o.account = ${account}`,
    brand === undefined ? undefined : sql`o.brand = ${brand}`,
    from && sql`o.created_at >= ${from}`,
    to && sql`o.created_at < ${to}`,
    after &&
      sql`(o.created_at, o.id) < (${after.createdAt}, (select id from orders where public_id = ${after.publicId}))`,
  ]
  return all.filter((condition) => condition !== undefined)
}

/** As a text to look for, not as a pattern: % and _ mean themselves. */
function patternOf(q: string): string {
  return `%${q.replaceAll(/[\\%_]/g, '\\$&')}%`
}
