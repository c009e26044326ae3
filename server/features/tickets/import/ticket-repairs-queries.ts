import { type RawBuilder, sql } from 'kysely'
import type { Transaction } from '../../../platform/database/database.ts'
import type { RepairOrigin } from '../../imports/repair-target.ts'
import type { Scope } from './compare-rows-queries.ts'
import type { MendedRow } from './mended-row.ts'
import type { TicketReason } from './ticket-reason.ts'
import { barcodesPart, ordersPart, type TicketTables } from './ticket-tables-queries.ts'

/** A line of one of the job's files. */
interface Place {
  part: number
  line: number
}

const keyOf = ({ part, line }: Place) => `${part}:${line}`

/** The numbers of the refused rows of a job at these places, by `part:line`. */
export async function findRejectedLines(
  tx: Transaction,
  jobId: number,
  places: readonly Place[],
): Promise<Map<string, number>> {
  const { rows } = await sql<Place & { row_number: number }>`
    select r.part, r.line, r.row_number
    from ticket_rejects as r join ${unnestPlaces(places)} as wanted (part, line)
      on r.part = wanted.part and r.line = wanted.line
    where r.job_id = ${jobId}
  `.execute(tx)
  return new Map(rows.map((row) => [keyOf(row), row.row_number]))
}

/** Those of these places that the same repair has mended before, as `part:line`. */
export async function findRepairedLines(
  tx: Transaction,
  jobId: number,
  places: readonly Place[],
  sha256: string,
): Promise<Set<string>> {
  const { rows } = await sql<Place>`
    select wanted.part, wanted.line
    from job_repairs as r join ${unnestPlaces(places)} as wanted (part, line)
      on r.role = case wanted.part when ${sql.lit(ordersPart)} then 'orders' else 'barcodes' end
      and r.line = wanted.line
    where r.job_id = ${jobId} and r.sha256 = ${sha256}
  `.execute(tx)
  return new Set(rows.map(keyOf))
}

function unnestPlaces(places: readonly Place[]): RawBuilder<unknown> {
  return sql`unnest(
    ${places.map(({ part }) => part)}::integer[], ${places.map(({ line }) => line)}::bigint[]
  )`
}

/** How many rows of a job are refused. */
export async function countRejects(tx: Transaction, jobId: number): Promise<number> {
  const { rows } = await sql<{ refused: number }>`
    select count(*) as refused from ticket_rejects where job_id = ${jobId}
  `.execute(tx)
  return rows[0]?.refused ?? 0
}

/** What was asked for at the upload. The column is an object of JSON: nothing else is ever written into it. */
export async function readOptions(tx: Transaction, jobId: number): Promise<Record<string, unknown>> {
  const { rows } = await sql<{ options: Record<string, unknown> }>`
    select options from jobs where id = ${jobId}
  `.execute(tx)
  return rows[0]?.options ?? {}
}

/** Keeps the rows as they are now, before they are replaced. */
export async function keepReplaced(
  tx: Transaction,
  jobId: number,
  mended: readonly MendedRow[],
  { by, sha256 }: RepairOrigin,
): Promise<void> {
  await sql`
    insert into job_repairs (job_id, role, line, replaced, sha256, repaired_by)
    select r.job_id, case r.part when ${sql.lit(ordersPart)} then 'orders' else 'barcodes' end, r.line,
      to_jsonb(r) - 'job_id', ${sha256}, ${by}
    from ticket_rejects as r join ${unnestPlaces(mended)} as wanted (part, line)
      on r.part = wanted.part and r.line = wanted.line
    where r.job_id = ${jobId}
  `.execute(tx)
}

/** Puts mended rows in the place of refused ones, with numbers behind those of all rows, in the order of their lines. */
export async function stageMended(
  tx: Transaction,
  { orders, barcodes, rejects }: TicketTables,
  mended: readonly MendedRow[],
): Promise<void> {
  await sql`drop table if exists pg_temp.mended_rows`.execute(tx)
  await sql`
    create temporary table mended_rows (
      part integer, line bigint, replaced bigint, row_number bigint, order_id text, customer_id text, barcode text
    ) on commit drop
  `.execute(tx)
  const all = <Name extends keyof MendedRow>(name: Name) => mended.map((row) => row[name])
  const numbers = sql`(
    select greatest((select max(row_number) from ${orders}), (select max(row_number) from ${barcodes}),
      (select max(row_number) from ${rejects}))
  )`
  await sql`
    insert into mended_rows
    select part, line, replaced, ${numbers} + row_number() over (order by part, line), order_id, customer_id, barcode
    from unnest(
      ${all('part')}::integer[], ${all('line')}::bigint[], ${all('rowNumber')}::bigint[],
      ${all('orderId')}::text[], ${all('customerId')}::text[], ${all('barcode')}::text[]
    ) as sent (part, line, replaced, order_id, customer_id, barcode)
  `.execute(tx)
  for (const [part, table] of [
    [ordersPart, orders],
    [barcodesPart, barcodes],
  ] as const)
    await sql`
      delete from ${table} as staged using mended_rows as m
      where m.part = ${sql.lit(part)} and m.replaced = staged.row_number
    `.execute(tx)
  await sql`
    delete from ${rejects} as r using mended_rows as m where m.part = r.part and m.replaced = r.row_number
  `.execute(tx)
  await sql`
    insert into ${orders} (row_number, line, order_id, customer_id)
    select row_number, line, order_id, customer_id from mended_rows where part = ${sql.lit(ordersPart)}
  `.execute(tx)
  await sql`
    insert into ${barcodes} (row_number, line, barcode, order_id)
    select row_number, line, barcode, order_id from mended_rows where part = ${sql.lit(barcodesPart)}
  `.execute(tx)
}

/** Opens the verdicts of all rows that other rows or what is stored refused, and of the mended ones. */
export async function reopenRows(tx: Transaction, { rejects }: TicketTables): Promise<void> {
  await sql`drop table if exists pg_temp.reopened_rows`.execute(tx)
  await sql`
    create temporary table reopened_rows (part integer, row_number bigint, primary key (part, row_number))
    on commit drop
  `.execute(tx)
  await sql`
    with opened as (delete from ${rejects} where found_by <> 'row' returning part, row_number)
    insert into reopened_rows
    select part, row_number from opened union all select part, row_number from mended_rows
  `.execute(tx)
  await sql`analyze reopened_rows`.execute(tx)
}

/** Whether the verdict on the row `staged` is open. */
export function isReopened(part: number): RawBuilder<boolean> {
  return sql<boolean>`exists (
    select from reopened_rows as opened where opened.part = ${sql.lit(part)} and opened.row_number = staged.row_number
  )`
}

/** Compares the rows whose verdict is open with those they share an order or a barcode with. */
export function reopenedOnly({ orders, barcodes }: TicketTables): Scope {
  return {
    stands: (part) => sql<boolean>`not ${isReopened(part)}`,
    orders: sql<boolean>`staged.order_id in (${reopenedValues(orders, ordersPart, 'order_id')})`,
    barcodes: sql<boolean>`staged.barcode in (${reopenedValues(barcodes, barcodesPart, 'barcode')})`,
  }
}

/** Whether the order of the row `staged`, or one of its barcodes, has an open verdict. */
export function isOfReopenedOrder({ orders, barcodes }: TicketTables): RawBuilder<boolean> {
  return sql<boolean>`(
    staged.order_id in (${reopenedValues(orders, ordersPart, 'order_id')})
    or staged.order_id in (${reopenedValues(barcodes, barcodesPart, 'order_id')})
  )`
}

function reopenedValues(table: RawBuilder<unknown>, part: number, column: string): RawBuilder<unknown> {
  return sql`
    select o.${sql.ref(column)} from ${table} as o join reopened_rows as opened
      on opened.part = ${sql.lit(part)} and opened.row_number = o.row_number
    where o.${sql.ref(column)} is not null
  `
}

/** The mended rows that are refused again, with why. */
export async function findStillRefused(
  tx: Transaction,
  { rejects }: TicketTables,
  mended: readonly MendedRow[],
): Promise<MendedRow[]> {
  const { rows } = await sql<Place & { errors: TicketReason[] }>`
    select m.part, m.line, r.errors from ${rejects} as r join mended_rows as m using (part, row_number)
  `.execute(tx)
  const faults = new Map(rows.map((row) => [keyOf(row), row.errors]))
  return mended.flatMap((row) => {
    const found = faults.get(keyOf(row))
    return found === undefined ? [] : [{ ...row, faults: found }]
  })
}

export async function setSavepoint(tx: Transaction): Promise<void> {
  await sql`savepoint before_repair`.execute(tx)
}

export async function undoToSavepoint(tx: Transaction): Promise<void> {
  await sql`rollback to savepoint before_repair`.execute(tx)
}
