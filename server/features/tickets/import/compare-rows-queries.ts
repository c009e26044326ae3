import { type RawBuilder, sql } from 'kysely'
import type { DuplicatePolicy } from '#contract/tickets.ts'
import type { Database, Transaction } from '../../../platform/database/database.ts'
import { barcodesPart, ordersPart, type TicketTables } from './ticket-tables-queries.ts'

/**
 * Which rows are compared. While a job is imported, all are, and none stands yet. When some were mended, only those that were
 * refused are compared again: rows that stand go before them, and stay.
 */
export interface Scope {
  /** Whether the row of this part stands whatever the others are. */
  stands(part: number): RawBuilder<boolean>
  /** Whether the order, or the barcode, of the row is one that must be looked at. */
  orders: RawBuilder<boolean>
  barcodes: RawBuilder<boolean>
}

export const allRows: Scope = {
  stands: () => sql<boolean>`false`,
  orders: sql<boolean>`true`,
  barcodes: sql<boolean>`true`,
}

/** Rule 2: of the rows of one order the first stands. */
export async function findRepeatedOrders(
  db: Database,
  { orders }: TicketTables,
  scope: Scope,
): Promise<void> {
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
        from (
          select *, ${scope.stands(ordersPart)} as stands from ${orders} as staged where ${scope.orders}
        ) as compared
        window copies as (partition by order_id order by stands desc, row_number)
      ) as counted
      where copy > 1 and not stands
    `,
  )
}

/** Rule 1: a barcode of an order that the orders file does not have. */
export async function findUnknownOrders(
  db: Database,
  { orders, barcodes }: TicketTables,
  scope: Scope,
): Promise<void> {
  await find(
    db,
    sql`
      select ${sql.lit(barcodesPart)}::integer as part, row_number, line, 'file' as found_by,
        ${reason('order-unknown', 'order_id', sql`order_id`)} as errors, ${rawBarcode} as raw
      from ${barcodes} as staged
      where order_id is not null and not ${scope.stands(barcodesPart)}
        and not exists (select from ${orders} as o where o.order_id = staged.order_id)
    `,
  )
}

/** Rule 3: of the rows of one barcode the first one with an order stands, or none at all. */
export async function findRepeatedBarcodes(
  db: Database,
  tables: TicketTables,
  scope: Scope,
  policy: DuplicatePolicy,
): Promise<void> {
  await find(db, policy === 'keep-first' ? laterCopies(tables, scope) : allCopies(tables, scope))
}

function laterCopies(tables: TicketTables, scope: Scope): RawBuilder<unknown> {
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
      from ${claims(tables, scope)}
      window copies as (partition by barcode order by stands desc, (order_id is null), row_number)
    ) as counted
    where copy > 1 and not stands
  `
}

function allCopies(tables: TicketTables, scope: Scope): RawBuilder<unknown> {
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
      from ${claims(tables, scope)}
      window copies as (
        partition by barcode order by row_number rows between unbounded preceding and unbounded following
      )
    ) as counted
    where copies > 1 and not stands
  `
}

/** The rows that claim a barcode: those whose order is known, or that name none. */
function claims({ barcodes, rejects }: TicketTables, scope: Scope): RawBuilder<unknown> {
  return sql`(
    select row_number, line, barcode, order_id, raw, ${scope.stands(barcodesPart)} as stands
    from ${barcodes} as staged
    where ${scope.barcodes} and not ${isRefused(rejects, barcodesPart, 'staged')}
  ) as claims`
}

/** Rule 4: an order of which no barcode is left. */
export async function findEmptyOrders(db: Database, tables: TicketTables, scope: Scope): Promise<void> {
  const { orders, barcodes, rejects } = tables
  await find(
    db,
    sql`
      select ${sql.lit(ordersPart)}::integer as part, row_number, line, 'file' as found_by,
        ${reason('order-without-barcodes', 'order_id', sql`order_id`)} as errors, ${rawOrder} as raw
      from ${orders} as staged
      where not ${scope.stands(ordersPart)} and not ${isRefused(rejects, ordersPart, 'staged')}
        and not exists (
          select from ${barcodes} as b
          where b.order_id = staged.order_id and not ${isRefused(rejects, barcodesPart, 'b')}
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

/** Whether a staged row, by the name of its table in the statement, was refused. */
export function isRefused(
  rejects: TicketTables['rejects'],
  part: number,
  staged: string,
): RawBuilder<boolean> {
  return sql<boolean>`exists (
    select from ${rejects} as r where r.part = ${sql.lit(part)} and r.row_number = ${sql.ref(`${staged}.row_number`)}
  )`
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
