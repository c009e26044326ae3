import { type RawBuilder, sql } from 'kysely'
import type { Transaction } from '../../platform/database/database.ts'
import { streamWithin } from '../../platform/database/stream-within.ts'
import { countedTables } from './counted-tables.ts'

/** Makes a table for what each counted table should hold, and for what is set aside on the way. They go with the transaction. */
export async function createExpectedTables(tx: Transaction): Promise<void> {
  await createLike(tx, 'status_summaries', 'partial_summaries')
  for (const { name } of countedTables) await createLike(tx, name, `expected_${name}`)
  await sql`create temporary table counted_totals (name text, key bigint, value bigint) on commit drop`.execute(
    tx,
  )
  await sql`create temporary table right_orders (id bigint, status integer, status_group text, first_event_at timestamptz(3), last_event_at timestamptz(3)) on commit drop`.execute(
    tx,
  )
  await sql`create temporary table right_events (id bigint, order_id bigint, refusal text) on commit drop`.execute(
    tx,
  )
}

async function createLike(tx: Transaction, table: string, name: string): Promise<void> {
  await sql`create temporary table ${sql.table(name)} (like ${sql.table(table)}, unsure boolean not null default false)
    on commit drop`.execute(tx)
}

/** What changes a status summary as soon as it is folded. */
export interface PendingStay {
  status: number
  /** In milliseconds since 1970: somewhere in the quarter of an hour. */
  at: number
  /** Null for an order that stands in the status. */
  ms: number | null
  change: number
}

/** The deltas of stays and of standing orders that wait to be folded. */
export async function* readPendingStays(tx: Transaction): AsyncGenerator<PendingStay[], void, undefined> {
  yield* streamWithin(
    tx,
    sql<PendingStay>`
      select key::integer as status, (date_part('epoch', at) * 1000)::bigint as at, ms, sum(change)::bigint as change
      from summary_deltas where kind in ('stay', 'standing')
      group by kind, key, at, ms`,
  )
}

/** Keeps counts that were made while the events were read. */
export async function insertCounts(
  tx: Transaction,
  counts: readonly { name: string; key: number; value: number }[],
): Promise<void> {
  await sql`
    insert into counted_totals (name, key, value)
    select * from unnest(
      ${counts.map(({ name }) => name)}::text[], ${counts.map(({ key }) => key)}::bigint[],
      ${counts.map(({ value }) => value)}::bigint[])
  `.execute(tx)
}

/**
 * Works out what the throughput, the lifetimes, the totals and the tickets of customers should be.
 * @param pending whether the deltas that wait are left out, as they are in what is stored, or counted
 */
export async function fillExpectedTables(tx: Transaction, pending: Pending): Promise<void> {
  const waiting = sql`(select * from summary_deltas where ${sql.lit(pending === 'left-out')}) as waiting`
  await fillThroughput(tx, waiting)
  await fillLifetimes(tx, waiting)
  await fillTotals(tx, waiting)
  await fillTickets(tx)
}

/** What becomes of the deltas that wait to be folded. */
export type Pending = 'left-out' | 'counted'

/** Forgets what the counted tables should be. */
export async function emptyExpectedTables(tx: Transaction): Promise<void> {
  await sql`truncate ${sql.join(countedTables.map(({ name }) => sql.table(`expected_${name}`)))}`.execute(tx)
}

async function fillThroughput(tx: Transaction, waiting: RawBuilder<unknown>): Promise<void> {
  await sql`
    insert into expected_throughput_summaries (span_seconds, start, orders)
    with quarters as (
      select date_bin('15 minutes', at, timestamptz '1970-01-01Z') as start, sum(change) as orders
      from (
        select created_at as at, 1 as change from orders
        union all select at, -change from ${waiting} where kind = 'order'
      ) as created group by 1
    )
    select span, date_bin(make_interval(secs => span), start, timestamptz '1970-01-01Z'), sum(orders)
    from quarters cross join (values (900), (3600), (86400)) as spans (span)
    group by 1, 2 having sum(orders) <> 0
  `.execute(tx)
}

async function fillLifetimes(tx: Transaction, waiting: RawBuilder<unknown>): Promise<void> {
  await sql`
    insert into expected_customer_lifetimes (customer_id, orders, first_order_at, last_order_at, unsure)
    select customer_id, sum(change), min(at), max(at), bool_or(is_pending)
    from (
      select customer_id, created_at as at, 1 as change, false as is_pending from orders
      union all select key, at, -change, true from ${waiting} where kind = 'order'
    ) as created
    group by customer_id having sum(change) <> 0
  `.execute(tx)
}

async function fillTotals(tx: Transaction, waiting: RawBuilder<unknown>): Promise<void> {
  await sql`
    insert into expected_totals (name, key, value)
    select name, key, sum(value) from (
      select name, key, value from counted_totals
      union all select 'orders', 0, count(*) from orders
      union all select case when order_id is null then 'barcodes-unassigned'
          when redeemed_at is null then 'barcodes-assigned' else 'barcodes-redeemed' end, 0, count(*)
        from barcodes group by 1
      union all select name, 0, -change from ${waiting} where kind = 'total'
      union all select 'orders', 0, -change from ${waiting} where kind = 'order'
      union all select 'standing', key, -change from ${waiting} where kind = 'standing'
    ) as counted group by name, key having sum(value) <> 0
  `.execute(tx)
}

async function fillTickets(tx: Transaction): Promise<void> {
  await sql`
    insert into expected_customer_tickets (customer_id, tickets)
    select customers.public_id, count(*)
    from barcodes join orders on orders.id = barcodes.order_id join customers on customers.id = orders.customer_id
    group by customers.public_id
  `.execute(tx)
}
