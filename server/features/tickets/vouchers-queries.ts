import { type Expression, sql } from 'kysely'
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
  const { rows } = await sql<Voucher>`
    ${vouchers(filter, after)}
    order by length(c.public_id), c.public_id, length(o.public_id), o.public_id limit ${limit}
  `.execute(db)
  return rows
}

/** All vouchers in the same order, for reading them one after the other. */
export function allVouchers(filter: VoucherFilter): Expression<Voucher> {
  return sql<Voucher>`
    ${vouchers(filter, undefined)}
    order by length(c.public_id), c.public_id, length(o.public_id), o.public_id
  `
}

/**
 * An order that has barcodes is a voucher. The barcodes of each are looked up by themselves, so a page reads no more than it
 * shows. The first condition on a position is what the index on customers is entered by.
 */
function vouchers({ customer }: VoucherFilter, after: VoucherPosition | undefined) {
  const ofCustomer = customer === undefined ? sql`true` : sql`c.public_id = ${customer}`
  const isBehind =
    after === undefined
      ? sql`true`
      : sql`(length(c.public_id), c.public_id) >= (length(${after.customerId}::text), ${after.customerId})
          and (length(c.public_id), c.public_id, length(o.public_id), o.public_id)
            > (length(${after.customerId}::text), ${after.customerId}, length(${after.orderId}::text), ${after.orderId})`
  return sql`
    select c.public_id as "customerId", o.public_id as "orderId",
      (select array_agg(b.barcode order by b.arrival) from barcodes as b where b.order_id = o.id) as barcodes
    from customers as c join orders as o on o.customer_id = c.id
    where ${ofCustomer} and ${isBehind} and exists (select from barcodes as b where b.order_id = o.id)
  `
}
