import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from 'pg'

/** The year that is filled; its events lie in twelve partitions, those of the last evening in one more. */
export const filledYear = { from: '2025-01-01T00:00:00Z', to: '2026-01-01T00:00:00Z' } as const

const months = 12
/** What the orders below come to on average. */
const eventsOfAnOrder = 7.8
const ordersOfACustomer = 9

/**
 * Stores a year of orders with their events straight into the tables, with peaks at noon and in the evening; one order in
 * twenty is cancelled. Nothing is counted yet. Returns how many events there are.
 */
export async function fillYear(client: Client, events: number): Promise<number> {
  const orders = Math.round(events / eventsOfAnOrder)
  await client.query('select setseed(0.5)')
  await client.query(
    `insert into customers (external_id) select 'bench-' || n from generate_series(1, $1::integer) as n`,
    [Math.ceil(orders / ordersOfACustomer)],
  )
  await client.query(
    `select make_order_events_month($1::timestamptz + n * interval '1 month') from generate_series(0, $2::integer) as n`,
    [filledYear.from, months],
  )
  for (let month = 0; month < months; month += 1) {
    await makeMonth(client, month, Math.round(orders / months))
    await storeMonth(client)
    console.error(`filled month ${month + 1} of ${months}`)
    // Others get their turn, so that the server's own checks answer.
    await sleep(1)
  }
  await client.query(`select setval(pg_get_serial_sequence('orders', 'id'), (select max(id) from orders))`)
  await client.query('vacuum analyze')
  const { rows } = await client.query('select count(*) as events from order_events')
  return Number(rows[0]?.events)
}

/** Makes the events of a month in a table of their own. */
async function makeMonth(client: Client, month: number, orders: number): Promise<void> {
  await client.query('drop table if exists bench_events')
  await client.query(
    `create unlogged table bench_events as
     select created.order_id, step.place, step.status,
       date_trunc('milliseconds', created.at + interval '1 ms' * sum(step.pause) over (
         partition by created.order_id order by step.place)) as at
     from (
       select (select coalesce(max(id), 0) from orders) + n as order_id,
         $1::timestamptz + $2::integer * interval '1 month' + floor(random() * 28) * interval '1 day'
           + interval '1 second' * floor(case when random() < 0.15 then random() * 86400
               else mod((case when random() < 0.45 then 11.5 else 18.5 end
                 + 2.5 * (random() + random() + random() - 1.5))::numeric * 3600, 86400) end) as at
       from generate_series(1, $3::integer) as n
     ) as created
     cross join lateral (
       select place, status, case when place = 1 then 0 else ceil(-ln(1 - random()) * mean * 1000) end as pause
       from unnest(
         case when created.order_id % 20 = 0 then array[10, 20, 100, 110] else array[10, 20, 40, 50, 60, 70, 80, 90] end,
         array[0, 40, 15, 120, 900, 30, 240, 1100]
       ) with ordinality as steps (status, mean, place)
       where status is not null
     ) as step`,
    [filledYear.from, month, orders],
  )
}

async function storeMonth(client: Client): Promise<void> {
  await client.query(
    `insert into orders (id, external_id, source, customer_id, status, status_group, created_at, first_event_at,
       last_event_at, item_count) overriding system value
     select order_id, 'bench-' || order_id, 'api', 1 + order_id * 7919 % (select count(*) from customers),
       case when order_id % 20 = 0 then 110 else 90 end,
       case when order_id % 20 = 0 then 'closed-badly' else 'done' end, min(at), min(at), max(at), 1
     from bench_events group by order_id`,
  )
  await client.query(
    `insert into order_events (order_id, at, received_at, status, applied)
     select order_id, at, at, status, true from bench_events order by at, order_id, place`,
  )
  await client.query('drop table bench_events')
}
