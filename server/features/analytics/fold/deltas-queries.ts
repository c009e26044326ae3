import { sql } from 'kysely'
import type { Database, Transaction } from '../../../platform/database/database.ts'
import { folderLockKey } from './folder-lock.ts'
import type { Span } from './spans.ts'

/** Deltas that differ in nothing but how much and, within a quarter of an hour, in when. Times in ms since 1970. */
export interface DeltaSum {
  kind: 'stay' | 'standing' | 'order' | 'total'
  /** Where `at` lies; 0 for totals. */
  quarter: number
  key: number
  name: string
  ms: number
  added: number
  /** Zero or less. */
  removed: number
  firstAt: number
  lastAt: number
  /** How many deltas these are. */
  deltas: number
}

/** Makes this transaction the only one that folds, until it ends. False when another one is, and is not waited for. */
export async function becomeFolder(tx: Transaction, busy: 'skip' | 'wait'): Promise<boolean> {
  // Nothing is lost when a crash undoes a fold: the deltas are there again with it.
  await sql`set local synchronous_commit = off`.execute(tx)
  if (busy === 'wait') {
    await sql`select pg_advisory_xact_lock(${folderLockKey})`.execute(tx)
    return true
  }
  const { rows } = await sql<{ is_ours: boolean }>`
    select pg_try_advisory_xact_lock(${folderLockKey}) as is_ours`.execute(tx)
  return rows[0]?.is_ours === true
}

/** Takes the deltas with the lowest ids away, at most so many, and says what they come to. */
export async function takeDeltas(tx: Transaction, limit: number): Promise<DeltaSum[]> {
  const { rows } = await sql<DeltaSum>`
    with taken as (
      delete from summary_deltas
      where id = any (array(select id from summary_deltas order by id limit ${limit}))
      returning kind, at, date_bin('15 minutes', at, timestamptz '1970-01-01Z') as quarter, key, name, ms, change
    )
    select kind, coalesce(extract(epoch from quarter) * 1000, 0)::bigint as quarter, coalesce(key, 0) as key,
      coalesce(name, '') as name, coalesce(ms, 0) as ms,
      coalesce(sum(change) filter (where change > 0), 0) as added,
      coalesce(sum(change) filter (where change < 0), 0) as removed,
      coalesce(extract(epoch from min(at)) * 1000, 0)::bigint as "firstAt",
      coalesce(extract(epoch from max(at)) * 1000, 0)::bigint as "lastAt", count(*) as deltas
    from taken
    group by taken.kind, taken.quarter, taken.key, taken.name, taken.ms
  `.execute(tx)
  return rows
}

/** Adds orders to the spans in which they were created. */
export async function addThroughput(
  tx: Transaction,
  counts: readonly { span: Span; start: number; orders: number }[],
): Promise<void> {
  await sql`
    insert into throughput_summaries (span_seconds, start, orders)
    select span, to_timestamp(start / 1000.0), orders
    from unnest(
      ${counts.map(({ span }) => span)}::integer[], ${counts.map(({ start }) => start)}::bigint[],
      ${counts.map(({ orders }) => orders)}::bigint[]
    ) as counts (span, start, orders)
    on conflict (span_seconds, start) do update set orders = throughput_summaries.orders + excluded.orders
  `.execute(tx)
}

/** Adds orders to the lifetimes of their customers. */
export async function addLifetimes(
  tx: Transaction,
  orders: readonly Pick<DeltaSum, 'key' | 'added' | 'firstAt' | 'lastAt'>[],
): Promise<void> {
  await sql`
    insert into customer_lifetimes (customer_id, orders, first_order_at, last_order_at)
    select customer, sum(orders), to_timestamp(min(first_at) / 1000.0), to_timestamp(max(last_at) / 1000.0)
    from unnest(
      ${orders.map(({ key }) => key)}::bigint[], ${orders.map(({ added }) => added)}::bigint[],
      ${orders.map(({ firstAt }) => firstAt)}::bigint[], ${orders.map(({ lastAt }) => lastAt)}::bigint[]
    ) as counts (customer, orders, first_at, last_at)
    where exists (select from customers where customers.id = customer)
    group by customer order by customer
    on conflict (customer_id) do update set orders = customer_lifetimes.orders + excluded.orders,
      first_order_at = least(customer_lifetimes.first_order_at, excluded.first_order_at),
      last_order_at = greatest(customer_lifetimes.last_order_at, excluded.last_order_at)
  `.execute(tx)
}

/** Adds to counters; those that come to zero go. */
export async function addTotals(
  tx: Transaction,
  counts: readonly { name: string; key: number; value: number }[],
): Promise<void> {
  if (counts.length === 0) return
  await sql`
    with counts as (
      select * from unnest(
        ${counts.map(({ name }) => name)}::text[], ${counts.map(({ key }) => key)}::bigint[],
        ${counts.map(({ value }) => value)}::bigint[]
      ) as counts (name, key, value)
    ), emptied as (
      delete from totals using counts
      where totals.name = counts.name and totals.key = counts.key and totals.value = -counts.value
    )
    insert into totals (name, key, value)
    select name, key, value from counts
    where not exists (
      select from totals
      where totals.name = counts.name and totals.key = counts.key and totals.value = -counts.value)
    on conflict (name, key) do update set value = totals.value + excluded.value
  `.execute(tx)
}

/** Whether any delta waits to be folded. */
export async function hasDeltas(db: Database): Promise<boolean> {
  // By the index: behind a large backlog, the table itself is full of rows that are gone.
  const { rows } = await sql`select id from summary_deltas order by id limit 1`.execute(db)
  return rows.length > 0
}

/** How old the oldest delta is, in seconds; 0 when none waits. */
export async function readFoldLag(db: Database): Promise<number> {
  const { rows } = await sql<{ seconds: number }>`
    select greatest(0, extract(epoch from now() - created_at))::float8 as seconds
    from summary_deltas order by id limit 1
  `.execute(db)
  return rows[0]?.seconds ?? 0
}
