import { type Expression, sql } from 'kysely'
import type { Barcode, UnusedBarcode } from '#contract/tickets.ts'
import type { Database, Transaction } from '../../../platform/database/database.ts'

/** The barcodes that belong to no order, from behind `after` on. */
export async function listUnusedRows(
  db: Database,
  { after, limit }: { after: string | undefined; limit: number },
): Promise<UnusedBarcode[]> {
  const { rows } = await sql<UnusedBarcode>`
    select barcode from barcodes
    where order_id is null and ${after === undefined ? sql`true` : sql`barcode > ${after}`}
    order by barcode limit ${limit}
  `.execute(db)
  return rows
}

/** How many barcodes belong to no order. */
export async function countUnused(db: Database): Promise<number> {
  const { rows } = await sql<{ unused: number }>`
    select count(*) as unused from barcodes where order_id is null
  `.execute(db)
  return rows[0]?.unused ?? 0
}

/** All barcodes that belong to no order, for reading them one after the other. */
export function allUnused(): Expression<UnusedBarcode> {
  return sql<UnusedBarcode>`select barcode from barcodes where order_id is null order by barcode`
}

/** The barcode, with the order and the customer it belongs to. */
export async function findBarcode(db: Database, barcode: string): Promise<Barcode | undefined> {
  const row = await db
    .selectFrom('barcodes as b')
    .leftJoin('orders as o', 'o.id', 'b.order_id')
    .leftJoin('customers as c', 'c.id', 'o.customer_id')
    .select(['b.barcode', 'b.redeemed_at', 'b.created_at', 'o.public_id as order_id'])
    .select('c.public_id as customer_id')
    .where('b.barcode', '=', barcode)
    .executeTakeFirst()
  if (row === undefined) return undefined
  return {
    barcode: row.barcode,
    state: stateOf(row),
    orderId: row.order_id,
    customerId: row.customer_id,
    redeemedAt: row.redeemed_at?.toISOString() ?? null,
    createdAt: row.created_at.toISOString(),
  }
}

/** Redeems a barcode that belongs to an order and was not redeemed. Returns whether it was so. */
export async function markRedeemed(tx: Transaction, barcode: string, now: Date): Promise<boolean> {
  const result = await tx
    .updateTable('barcodes')
    .set({ redeemed_at: now })
    .where('barcode', '=', barcode)
    .where('order_id', 'is not', null)
    .where('redeemed_at', 'is', null)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

function stateOf(row: { order_id: string | null; redeemed_at: Date | null }): Barcode['state'] {
  if (row.order_id === null) return 'unassigned'
  return row.redeemed_at === null ? 'assigned' : 'redeemed'
}
