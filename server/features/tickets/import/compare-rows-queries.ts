import { type RawBuilder, sql } from 'kysely'
import type { DuplicatePolicy } from '#contract/tickets.ts'
import type { Database, Transaction } from '../../../platform/database/database.ts'
import { barcodesPart, ordersPart, type TicketTables } from './ticket-tables-queries.ts'

/** Rule 2: of the rows of one order the first stands. */
export async function findRepeatedOrders(db: Database, { orders }: TicketTables): Promise<void> {
  await find(
    db,
    sql`
      select ${sql.lit(ordersPart)}::integer as part, row_number, line, 'file' as found_by,
        case when customer_id = first_customer
          then ${reason('order-duplicate', 'order_id', sql`order_id`, sql`first_line`)}
          else ${reason('order-conflict', 'customer_id', sql`customer_id`, sql`first_line`)}
        end as errors,
        ${rawOrder} as raw
      from (
        select *, row_number() over copies as copy,
          first_value(customer_id) over copies as first_customer, first_value(line) over copies as first_line
        from ${orders} window copies as (partition by order_id order by row_number)
      ) as counted
      where copy > 1
    `,
  )
}

/** Rule 1: a barcode of an order that the orders file does not have. */
export async function findUnknownOrders(db: Database, { orders, barcodes }: TicketTables): Promise<void> {
  await find(
    db,
    sql`
      select ${sql.lit(barcodesPart)}::integer as part, row_number, line, 'file' as found_by,
        ${reason('order-unknown', 'order_id', sql`order_id`)} as errors, ${rawBarcode} as raw
      from ${barcodes} as b
      where order_id is not null and not exists (select from ${orders} as o where o.order_id = b.order_id)
    `,
  )
}

/** Rule 3: of the rows of one barcode the first one with an order stands, or none at all. */
export async function findRepeatedBarcodes(
  db: Database,
  tables: TicketTables,
  policy: DuplicatePolicy,
): Promise<void> {
  await find(db, policy === 'keep-first' ? laterCopies(tables) : allCopies(tables))
}

function laterCopies(tables: TicketTables): RawBuilder<unknown> {
  return sql`
    select ${sql.lit(barcodesPart)}::integer as part, row_number, line, 'file' as found_by,
      case when order_id <> first_order
        then ${reason('barcode-conflict', 'barcode', sql`barcode`, sql`first_line`)}
        else ${reason('barcode-duplicate', 'barcode', sql`barcode`, sql`first_line`)}
      end as errors,
      ${rawBarcode} as raw
    from (
      select *, row_number() over copies as copy,
        first_value(order_id) over copies as first_order, first_value(line) over copies as first_line
      from ${claims(tables)}
      window copies as (partition by barcode order by (order_id is null), row_number)
    ) as counted
    where copy > 1
  `
}

function allCopies(tables: TicketTables): RawBuilder<unknown> {
  return sql`
    select ${sql.lit(barcodesPart)}::integer as part, row_number, line, 'file' as found_by,
      case when least_order <> greatest_order
        then ${reason('barcode-conflict', 'barcode', sql`barcode`, sql`other_line`)}
        else ${reason('barcode-duplicate', 'barcode', sql`barcode`, sql`other_line`)}
      end as errors,
      ${rawBarcode} as raw
    from (
      select *, count(*) over copies as copies,
        min(order_id) over copies as least_order, max(order_id) over copies as greatest_order,
        case when row_number = first_value(row_number) over copies
          then nth_value(line, 2) over copies else first_value(line) over copies
        end as other_line
      from ${claims(tables)}
      window copies as (
        partition by barcode order by row_number rows between unbounded preceding and unbounded following
      )
    ) as counted
    where copies > 1
  `
}

/** The rows that claim a barcode: those whose order is known, or that name none. */
function claims({ barcodes, rejects }: TicketTables): RawBuilder<unknown> {
  return sql`(
    select row_number, line, barcode, order_id, raw from ${barcodes} as b
    where not exists (select from ${rejects} as r where r.part = ${sql.lit(barcodesPart)} and r.row_number = b.row_number)
  ) as claims`
}

/** Rule 4: an order of which no barcode is left. */
export async function findEmptyOrders(db: Database, tables: TicketTables): Promise<void> {
  const { orders, barcodes, rejects } = tables
  await find(
    db,
    sql`
      select ${sql.lit(ordersPart)}::integer as part, row_number, line, 'file' as found_by,
        ${reason('order-without-barcodes', 'order_id', sql`order_id`)} as errors, ${rawOrder} as raw
      from ${orders} as o
      where not exists (
          select from ${rejects} as r where r.part = ${sql.lit(ordersPart)} and r.row_number = o.row_number
        )
        and not exists (
          select from ${barcodes} as b
          where b.order_id = o.order_id
            and not exists (
              select from ${rejects} as r where r.part = ${sql.lit(barcodesPart)} and r.row_number = b.row_number
            )
        )
    `,
  )
}

/** Collects the rows that a rule refuses in a table of this connection alone. */
async function find(db: Database, query: RawBuilder<unknown>): Promise<void> {
  await sql`drop table if exists pg_temp.found_rejects`.execute(db)
  await sql`create temporary table found_rejects as ${query}`.execute(db)
}

/** How many rows were found. */
export async function countFound(db: Database): Promise<number> {
  const { rows } = await sql<{ found: number }>`select count(*) as found from pg_temp.found_rejects`.execute(
    db,
  )
  return rows[0]?.found ?? 0
}

/** Stores the rows that were found with the job's other refused rows. */
export async function keepFound(tx: Transaction, { rejects }: TicketTables): Promise<void> {
  await sql`
    insert into ${rejects} (part, row_number, line, found_by, errors, raw)
    select part, row_number, line, found_by, errors, raw from pg_temp.found_rejects
    order by part, row_number
  `.execute(tx)
}

/** One reason as it is stored (see `TicketReason`). */
export function reason(
  code: string,
  column: string,
  value: RawBuilder<unknown>,
  firstLine?: RawBuilder<unknown>,
): RawBuilder<unknown> {
  const line = firstLine === undefined ? sql`` : sql`, 'firstLine', ${firstLine}`
  return sql`jsonb_build_array(jsonb_build_object(
    'code', ${sql.lit(code)}, 'column', ${sql.lit(column)}, 'value', ${value}${line}
  ))`
}

/** The text of a staged row as it stands in the file. */
export const rawOrder = sql`coalesce(raw, order_id || ',' || customer_id)`
export const rawBarcode = sql`coalesce(raw, barcode || ',' || coalesce(order_id, ''))`
