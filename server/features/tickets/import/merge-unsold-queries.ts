import { type RawBuilder, sql } from 'kysely'
import type { Database, Transaction } from '../../../platform/database/database.ts'
import { isRefused, rawBarcode, reason } from './compare-rows-queries.ts'
import { barcodesPart, type TicketTables } from './ticket-tables-queries.ts'

/** So many barcodes that were not sold are stored at a time: a second or so. */
const unsoldMax = 10_000

/** The last row of the next stretch of barcodes that were not sold; undefined when none are left. */
export async function findUnsoldStretch(
  db: Database,
  { barcodes }: TicketTables,
  behindRow: number,
): Promise<number | undefined> {
  const { rows } = await sql<{ until: number | null }>`
    select max(row_number) as until from (
      select row_number from ${barcodes} where order_id is null and row_number > ${behindRow}
      order by row_number limit ${unsoldMax}
    ) as stretch
  `.execute(db)
  return rows[0]?.until ?? undefined
}

/** Stores the barcodes that are not stored yet, in the order of all imports. Returns how many. */
export async function storeUnsold(
  tx: Transaction,
  tables: TicketTables,
  isWanted: RawBuilder<boolean>,
): Promise<number> {
  const result = await sql`
    insert into barcodes (barcode)
    select barcode from ${standing(tables, isWanted)} as b
    where not exists (select from barcodes as stored where stored.barcode = b.barcode)
    order by barcode
    on conflict (barcode) do nothing
  `.execute(tx)
  return Number(result.numAffectedRows ?? 0)
}

/** Refuses the rows whose barcodes are stored with an order: they are never moved (spec 2.3). Returns how many. */
export async function refuseAssigned(
  tx: Transaction,
  tables: TicketTables,
  isWanted: RawBuilder<boolean>,
): Promise<number> {
  const result = await sql`
    insert into ${tables.rejects} (part, row_number, line, found_by, errors, raw)
    select ${sql.lit(barcodesPart)}::integer, row_number, line, 'store',
      ${reason('barcode-already-assigned', 'barcode', sql`barcode`)}, ${rawBarcode}
    from ${standing(tables, isWanted)} as b
    where exists (
      select from barcodes as stored where stored.barcode = b.barcode and stored.order_id is not null
    )
    order by row_number
  `.execute(tx)
  return Number(result.numAffectedRows ?? 0)
}

/** How many rows of the stretch stand. */
export async function countUnsold(
  tx: Transaction,
  tables: TicketTables,
  isWanted: RawBuilder<boolean>,
): Promise<number> {
  const { rows } = await sql<{ standing: number }>`
    select count(*) as standing from ${standing(tables, isWanted)} as b
  `.execute(tx)
  return rows[0]?.standing ?? 0
}

/** The rows that stand, that name no order, and that `isWanted` names as `staged`. */
function standing({ barcodes, rejects }: TicketTables, isWanted: RawBuilder<boolean>): RawBuilder<unknown> {
  return sql`(
    select row_number, line, barcode, order_id, raw from ${barcodes} as staged
    where order_id is null and ${isWanted} and not ${isRefused(rejects, barcodesPart, 'staged')}
  )`
}
