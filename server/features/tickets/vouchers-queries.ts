import { type Expression, type RawBuilder, sql } from 'kysely'
import type { Voucher, VoucherFilter } from '#contract/tickets.ts'
import type { Database } from '../../platform/database/database.ts'

/** Where a page of vouchers ended. */
export interface VoucherPosition {
  customerId: string
  orderId: string
}

/** Vouchers by customer and order as numbers, from behind `after` on. */
export async function listVoucherRows(
  db: Database,
  filter: VoucherFilter,
  { after, limit }: { after: VoucherPosition | undefined; limit: number },
): Promise<Voucher[]> {
  const pages = after === undefined ? [sql`true`] : [isSameCustomer(after), isLaterCustomer(after)]
  const orders = pages.map((isBehind) => sql`(${soldOrders(filter, isBehind)} ${byNumbers} limit ${limit})`)
  const { rows } = await sql<Voucher>`
    select customer as "customerId", number as "orderId", ${barcodesOf} as barcodes
    from (${sql.join(orders, sql` union all `)}) as page
    order by length(customer), customer, length(number), number limit ${limit}
  `.execute(db)
  return rows
}

/** All vouchers in the same order, for reading them one after the other. */
export function allVouchers(filter: VoucherFilter): Expression<Voucher> {
  return sql<Voucher>`
    select customer as "customerId", number as "orderId", ${barcodesOf} as barcodes
    from (${soldOrders(filter, sql`true`)} ${byNumbers}) as page
  `
}

/** The orders that have barcodes. */
function soldOrders({ customer }: VoucherFilter, isBehind: RawBuilder<unknown>): RawBuilder<unknown> {
  const isWanted = customer === undefined ? sql`true` : sql`c.public_id = ${customer}`
  return sql`
    select c.public_id as customer, o.public_id as number, o.id
    from customers as c join orders as o on o.customer_id = c.id
    where ${isWanted} and ${isBehind} and exists (select from barcodes as b where b.order_id = o.id)
  `
}

// Two conditions, a query each: of one comparison of all four values the planner cannot tell that it leaves few rows.
function isSameCustomer({ customerId, orderId }: VoucherPosition): RawBuilder<unknown> {
  return sql`c.public_id = ${customerId}
    and (length(o.public_id), o.public_id) > (length(${orderId}::text), ${orderId})`
}

function isLaterCustomer({ customerId }: VoucherPosition): RawBuilder<unknown> {
  return sql`(length(c.public_id), c.public_id) > (length(${customerId}::text), ${customerId})`
}

const byNumbers = sql`order by length(c.public_id), c.public_id, length(o.public_id), o.public_id`

/** The barcodes of each order are looked up by themselves, so a page reads no more than it shows. */
const barcodesOf = sql`(select array_agg(b.barcode order by b.arrival) from barcodes as b where b.order_id = page.id)`
