import { type Expression, sql } from 'kysely'
import type { Barcode, UnusedBarcode } from '#contract/barcodes.ts'
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

/** All barcodes that belong to no order, for reading them one after the other. */
export function allUnused(): Expression<UnusedBarcode> {
  return sql<UnusedBarcode>`select barcode from barcodes where order_id is null order by barcode`
}

/** A barcode as it is stored, with the ids of its order and its customer, and how its order is doing. */
export interface StoredBarcode {
  barcode: string
  redeemed_at: Date | null
  redeemed_gate: string | null
  created_at: Date
  order_id: string | null
  customer_id: string | null
  status_group: string | null
}

/** The barcode, with the order and the customer it belongs to. */
export async function findBarcode(db: Database, barcode: string): Promise<Barcode | undefined> {
  const row = await findStored(db, barcode)
  return row && toBarcode(row)
}

/** The same, and nobody else changes the barcode until the transaction ends. */
export async function lockBarcode(tx: Transaction, barcode: string): Promise<StoredBarcode | undefined> {
  // A statement of its own: the next one sees what was done while this one waited.
  const { rows } = await sql`select from barcodes where barcode = ${barcode} for no key update`.execute(tx)
  return rows.length === 0 ? undefined : findStored(tx, barcode)
}

/** Sets when and where a barcode was redeemed; null for not. */
export async function markRedeemed(
  tx: Transaction,
  barcode: string,
  redeemed: Pick<StoredBarcode, 'redeemed_at' | 'redeemed_gate'>,
): Promise<void> {
  await tx.updateTable('barcodes').set(redeemed).where('barcode', '=', barcode).execute()
}

/** The barcode as everybody sees it. */
export function toBarcode(row: StoredBarcode): Barcode {
  return {
    barcode: row.barcode,
    state: stateOf(row),
    orderId: row.order_id,
    customerId: row.customer_id,
    redeemedAt: row.redeemed_at?.toISOString() ?? null,
    redeemedGate: row.redeemed_gate,
    createdAt: row.created_at.toISOString(),
  }
}

async function findStored(db: Database, barcode: string): Promise<StoredBarcode | undefined> {
  return db
    .selectFrom('barcodes as b')
    .leftJoin('orders as o', 'o.id', 'b.order_id')
    .leftJoin('customers as c', 'c.id', 'o.customer_id')
    .select(['b.barcode', 'b.redeemed_at', 'b.redeemed_gate', 'b.created_at', 'o.public_id as order_id'])
    .select(['c.public_id as customer_id', 'o.status_group'])
    .where('b.barcode', '=', barcode)
    .executeTakeFirst()
}

function stateOf({ order_id, redeemed_at }: StoredBarcode): Barcode['state'] {
  if (order_id === null) return 'unassigned'
  return redeemed_at === null ? 'assigned' : 'redeemed'
}
