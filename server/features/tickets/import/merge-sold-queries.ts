import { type RawBuilder, sql } from 'kysely'
import type { Database, Transaction } from '../../../platform/database/database.ts'
import { isRefused, rawBarcode, rawOrder, reason } from './compare-rows-queries.ts'
import type { Stretch } from './merge-rows.ts'
import { barcodesPart, ordersPart, type TicketTables } from './ticket-tables-queries.ts'

/** So many orders are stored at a time, or fewer when they have more barcodes than this: a second or so. */
const ordersMax = 2_500
const barcodesMax = 10_000

/** The last row of the next stretch of orders, at least one; undefined when none are left. */
export async function findSoldStretch(
  db: Database,
  { orders, barcodes }: TicketTables,
  behindRow: number,
): Promise<number | undefined> {
  const { rows } = await sql<{ until: number | null }>`
    select max(row_number) as until from (
      select row_number, sum(sold) over (order by row_number) - sold as sold_before from (
        select row_number,
          (select count(*) from ${barcodes} as b where b.order_id = o.order_id) as sold
        from ${orders} as o where row_number > ${behindRow} order by row_number limit ${ordersMax}
      ) as counted
    ) as stretch
    where sold_before < ${barcodesMax}
  `.execute(db)
  return rows[0]?.until ?? undefined
}

/** Whether the row `staged` lies in a stretch. */
export function isIn({ behindRow, untilRow }: Stretch): RawBuilder<boolean> {
  return sql<boolean>`(staged.row_number > ${behindRow} and staged.row_number <= ${untilRow})`
}

/**
 * Copies the orders that stand so far and that `isWanted` names, by their row `staged`, with their barcodes into tables of
 * this transaction alone.
 */
export async function takeOrders(
  tx: Transaction,
  { orders, barcodes, rejects }: TicketTables,
  isWanted: RawBuilder<boolean>,
): Promise<void> {
  for (const [table, columns] of [
    ['sold_orders', sql`order_id text collate "C", customer_id text collate "C"`],
    ['sold_barcodes', sql`barcode text collate "C", order_id text collate "C"`],
  ] as const)
    await sql`
      create temporary table if not exists ${sql.table(table)} (
        row_number bigint, line bigint, ${columns}, raw text, is_refused boolean default false
      ) on commit delete rows
    `.execute(tx)
  await sql`
    create temporary table if not exists made_here (kind text, id bigint) on commit delete rows
  `.execute(tx)
  await sql`
    insert into sold_orders (row_number, line, order_id, customer_id, raw)
    select row_number, line, order_id, customer_id, raw from ${orders} as staged
    where ${isWanted} and not ${isRefused(rejects, ordersPart, 'staged')}
  `.execute(tx)
  await sql`
    insert into sold_barcodes (row_number, line, barcode, order_id, raw)
    select b.row_number, b.line, b.barcode, b.order_id, b.raw
    from sold_orders as o join ${barcodes} as b on b.order_id = o.order_id
    where not ${isRefused(rejects, barcodesPart, 'b')}
  `.execute(tx)
  await sql`analyze sold_orders, sold_barcodes`.execute(tx)
}

export async function storeCustomers(tx: Transaction): Promise<void> {
  await sql`
    with made as (
      insert into customers (external_id, made_id)
      select distinct customer_id, null::text from sold_orders as o
      where not exists (select from customers as c where c.public_id = o.customer_id)
      order by customer_id
      on conflict (public_id) do nothing
      returning id
    )
    insert into made_here (kind, id) select 'customer', id from made
  `.execute(tx)
}

export async function storeOrders(tx: Transaction): Promise<void> {
  await sql`
    with made as (
      insert into orders (external_id, made_id, customer_id, source)
      select o.order_id, null, c.id, 'csv'
      from sold_orders as o join customers as c on c.public_id = o.customer_id
      where not exists (select from orders as stored where stored.public_id = o.order_id)
      order by o.order_id
      on conflict (public_id) do nothing
      returning id
    )
    insert into made_here (kind, id) select 'order', id from made
  `.execute(tx)
}

/**
 * Refuses the orders that are stored with another customer, and the new ones of erased customers, and with each the barcodes
 * of it. Returns how many rows.
 */
export async function refuseMoved(tx: Transaction, { rejects }: TicketTables): Promise<number> {
  const orders = await sql`
    with moved as (
      update sold_orders as o set is_refused = true
      from orders as stored join customers as c on c.id = stored.customer_id
      where stored.public_id = o.order_id
        and (c.public_id <> o.customer_id or (c.erased_at is not null and ${isMadeHere('order')}))
      returning o.row_number, o.line, o.order_id, o.customer_id, o.raw, c.public_id <> o.customer_id as is_moved
    )
    insert into ${rejects} (part, row_number, line, found_by, errors, raw)
    select ${sql.lit(ordersPart)}::integer, row_number, line, 'store',
      case when is_moved then ${reason('order-conflict', 'customer_id', sql`customer_id`)}
        else ${reason('customer-erased', 'customer_id', sql`customer_id`)} end, ${rawOrder}
    from moved
  `.execute(tx)
  if (Number(orders.numAffectedRows ?? 0) === 0) return 0
  const barcodes = await sql`
    with unknown as (
      update sold_barcodes as b set is_refused = true from sold_orders as o
      where o.is_refused and o.order_id = b.order_id
      returning b.row_number, b.line, b.barcode, b.order_id, b.raw
    )
    insert into ${rejects} (part, row_number, line, found_by, errors, raw)
    select ${sql.lit(barcodesPart)}::integer, row_number, line, 'store',
      ${reason('order-unknown', 'order_id', sql`order_id`)}, ${rawBarcode}
    from unknown
  `.execute(tx)
  return Number(orders.numAffectedRows ?? 0) + Number(barcodes.numAffectedRows ?? 0)
}

/**
 * Stores the barcodes that are new, gives the stored ones that belong to no order their order, and counts both for their
 * customers. `arrival` counts in the order of the file, in which an order lists its barcodes; the rows are locked by barcode.
 * @returns how many are new, and how many were stored unassigned
 */
export async function storeBarcodes(tx: Transaction): Promise<{ fresh: number; assigned: number }> {
  // An inserted row has no xmax; one that was there was locked by the update, which leaves its mark there.
  const { rows } = await sql<{ fresh: number; assigned: number }>`
    with gained as (
      insert into barcodes as stored (barcode, arrival, order_id) overriding system value
      select barcode, arrival, id from (
        select barcode, id, nextval(pg_get_serial_sequence('barcodes', 'arrival')) as arrival from (
          select b.barcode, o.id from sold_barcodes as b join orders as o on o.public_id = b.order_id
          where not b.is_refused and not exists (
            select from barcodes as known where known.barcode = b.barcode and known.order_id is not null
          )
          order by b.row_number
        ) as fresh
      ) as counted
      order by barcode
      on conflict (barcode) do update set order_id = excluded.order_id where stored.order_id is null
      returning order_id, xmax = 0 as is_new
    ), counted as (
      insert into customer_tickets as stored (customer_id, tickets)
      select c.public_id, count(*)
      from gained as g join orders as o on o.id = g.order_id join customers as c on c.id = o.customer_id
      group by c.public_id order by c.public_id
      on conflict (customer_id) do update set tickets = stored.tickets + excluded.tickets
    )
    select count(*) filter (where is_new) as fresh, count(*) filter (where not is_new) as assigned from gained
  `.execute(tx)
  return rows[0] ?? { fresh: 0, assigned: 0 }
}

/** Refuses the rows whose barcodes are stored with another order: they are never moved. Returns how many. */
export async function refuseAssigned(tx: Transaction, { rejects }: TicketTables): Promise<number> {
  const result = await sql`
    with assigned as (
      update sold_barcodes as b set is_refused = true
      from barcodes as stored join orders as o on o.id = stored.order_id
      where stored.barcode = b.barcode and o.public_id <> b.order_id and not b.is_refused
      returning b.row_number, b.line, b.barcode, b.order_id, b.raw
    )
    insert into ${rejects} (part, row_number, line, found_by, errors, raw)
    select ${sql.lit(barcodesPart)}::integer, row_number, line, 'store',
      ${reason('barcode-already-assigned', 'barcode', sql`barcode`)}, ${rawBarcode}
    from assigned
  `.execute(tx)
  return Number(result.numAffectedRows ?? 0)
}

/** Refuses the orders of which no barcode of the files is left. Returns how many. */
export async function refuseEmptied(tx: Transaction, { rejects }: TicketTables): Promise<number> {
  const result = await sql`
    with emptied as (
      update sold_orders as o set is_refused = true
      where not o.is_refused and not exists (
        select from sold_barcodes as b where b.order_id = o.order_id and not b.is_refused
      )
      returning o.row_number, o.line, o.order_id, o.customer_id, o.raw
    )
    insert into ${rejects} (part, row_number, line, found_by, errors, raw)
    select ${sql.lit(ordersPart)}::integer, row_number, line, 'store',
      ${reason('order-without-barcodes', 'order_id', sql`order_id`)}, ${rawOrder}
    from emptied
  `.execute(tx)
  return Number(result.numAffectedRows ?? 0)
}

/** Removes the orders and customers that this transaction stored for rows that were refused afterwards. */
export async function removeUnused(tx: Transaction): Promise<void> {
  await sql`
    delete from orders as stored using sold_orders as o
    where o.is_refused and o.order_id = stored.public_id and ${isMadeHere('order')}
      and not exists (select from barcodes as b where b.order_id = stored.id)
  `.execute(tx)
  await sql`
    delete from customers as stored using sold_orders as o
    where o.is_refused and o.customer_id = stored.public_id and ${isMadeHere('customer')}
      and not exists (select from orders where orders.customer_id = stored.id)
  `.execute(tx)
}

/** The orders that this transaction stored and that are still there, by their keys inside the database. */
export async function listMadeOrders(tx: Transaction): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select o.id from made_here as m join orders as o on o.id = m.id where m.kind = 'order' order by o.id
  `.execute(tx)
  return rows.map(({ id }) => id)
}

/** The instant at which everything in this transaction is stored, and the public id of the job that stores it. */
export async function readOrigin(
  tx: Transaction,
  { jobId }: TicketTables,
): Promise<{ at: Date; publicId: string }> {
  const { rows } = await sql<{ at: Date; publicId: string }>`
    select now()::timestamptz(3) as at, public_id as "publicId" from jobs where id = ${jobId}
  `.execute(tx)
  const [origin] = rows
  if (origin === undefined) throw new Error('a job that is worked on is gone')
  return origin
}

/** Whether this transaction inserted the row `stored`: then nobody else can have seen, locked or used it. */
function isMadeHere(kind: 'order' | 'customer'): RawBuilder<boolean> {
  return sql<boolean>`exists (select from made_here as m where m.kind = ${sql.lit(kind)} and m.id = stored.id)`
}

/** How many rows of the stretch stand. */
export async function countSold(tx: Transaction): Promise<number> {
  const { rows } = await sql<{ standing: number }>`
    select
      (select count(*) from sold_orders where not is_refused)
      + (select count(*) from sold_barcodes where not is_refused) as standing
  `.execute(tx)
  return rows[0]?.standing ?? 0
}
