import { type Expression, type RawBuilder, sql } from 'kysely'
import type { BarcodeRefusal, BarcodeScan } from '#contract/barcodes.ts'
import type { Database, Transaction } from '../../../platform/database/database.ts'

/** A scan, or the taking back of one, as it is stored. */
export interface ScanRow {
  id: number
  outcome: BarcodeScan['outcome']
  refusal: BarcodeRefusal | null
  at: Date
  received_at: Date
  gate: string | null
  nonce: string | null
  is_forced: boolean
  reason: string | null
  actor: string | null
}

/** Keeps a scan. Its number says which of two came first. */
export async function insertScan(tx: Transaction, barcode: string, scan: Omit<ScanRow, 'id'>): Promise<void> {
  await tx
    .insertInto('barcode_scans')
    .values({ barcode, ...scan })
    .execute()
}

/** The success that a nonce stands for, also when it was taken back since. */
export async function findSuccess(
  tx: Transaction,
  barcode: string,
  nonce: string,
): Promise<Pick<ScanRow, 'at' | 'gate'> | undefined> {
  return tx
    .selectFrom('barcode_scans')
    .select(['at', 'gate'])
    .where('barcode', '=', barcode)
    .where('nonce', '=', nonce)
    .where('outcome', '=', 'redeemed')
    .executeTakeFirst()
}

/** The scans of a barcode, the oldest first, from behind `after` on. */
export async function listScanRows(
  db: Database,
  barcode: string,
  { after, limit }: { after: number | undefined; limit: number },
): Promise<ScanRow[]> {
  const isBehind = after === undefined ? sql`true` : sql`id > ${after}`
  const { rows } = await sql<ScanRow>`
    ${scansOf(barcode)} and ${isBehind} order by id limit ${limit}
  `.execute(db)
  return rows
}

/** All scans of a barcode in the same order, for reading them one after the other. */
export function allScans(barcode: string): Expression<ScanRow> {
  return sql<ScanRow>`${scansOf(barcode)} order by id`
}

/** Whether there is such a barcode, or was a scan of it. */
export async function isHeardOf(db: Database, barcode: string): Promise<boolean> {
  const { rows } = await sql<{ known: boolean }>`
    select exists (select from barcodes where barcode = ${barcode})
      or exists (select from barcode_scans where barcode = ${barcode}) as known
  `.execute(db)
  return rows[0]?.known === true
}

/** Takes the reasons of all scans of the barcodes of a customer away. */
export async function clearReasons(tx: Transaction, customerKey: number): Promise<void> {
  await sql`
    update barcode_scans s set reason = null
    from barcodes b join orders o on o.id = b.order_id
    where o.customer_id = ${customerKey} and s.barcode = b.barcode and s.reason is not null
  `.execute(tx)
}

function scansOf(barcode: string): RawBuilder<unknown> {
  return sql`
    select id, outcome, refusal, at, received_at, gate, nonce, is_forced, reason, actor
    from barcode_scans where barcode = ${barcode}
  `
}
