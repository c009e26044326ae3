import { type Kysely, sql } from 'kysely'

/** The numbers: what changed and is not counted yet, and the summaries that it is folded into. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createDeltas(db)
  await createStatusSummaries(db)
  await createTotals(db)
  await countStoredOrders(db)
}

/** Takes the numbers away; they can be counted again from the events. */
export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`
    drop table totals;
    drop table customer_lifetimes;
    drop table throughput_summaries;
    drop table status_summaries;
    drop table summary_deltas;
    alter table customer_tickets add column orders bigint not null default 0;
    update customer_tickets set orders = counted.orders from (
      select c.public_id, count(distinct o.id) as orders
      from barcodes b join orders o on o.id = b.order_id join customers c on c.id = o.customer_id
      group by c.public_id
    ) as counted where counted.public_id = customer_tickets.customer_id;
    alter table customer_tickets alter column orders drop default;
    create index customer_tickets_orders on customer_tickets (orders desc, length(customer_id), customer_id);
    comment on column customer_tickets.orders is 'How many of their orders have barcodes.';
    comment on index customer_tickets_orders is 'Ranks customers by orders; ties by id as a number.';
  `.execute(db)
}

async function createDeltas(db: Kysely<unknown>): Promise<void> {
  // Rows come and go all the time: vacuum by their number, not by their share of a table that is nearly empty.
  await sql`
    create table summary_deltas (
      id bigint generated always as identity
        constraint summary_deltas_pkey primary key,
      kind text collate "C" not null
        constraint summary_deltas_kind_known check (kind in ('stay', 'standing', 'order', 'total')),
      at timestamptz(3),
      key bigint,
      name text collate "C",
      ms bigint,
      change integer not null,
      created_at timestamptz(3) not null default now()
    ) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000,
      autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 1000000);

    comment on table summary_deltas is
      'Changes of the numbers, written with what causes them and taken away when they are counted: append-only, so nobody waits.';
    comment on column summary_deltas.id is 'The changes of one order are counted in this order.';
    comment on column summary_deltas.kind is
      'stay: a closed stay; standing: an order that has a status; order: an order of a customer; total: a counter.';
    comment on column summary_deltas.at is
      'When the stay or the standing began, or the order was created.';
    comment on column summary_deltas.key is 'The code of the status, or the key of the customer.';
    comment on column summary_deltas.name is 'Which counter: events, or the state of barcodes.';
    comment on column summary_deltas.ms is 'How long the stay was.';
    comment on column summary_deltas.change is 'By how much: negative for what is taken back.';
    comment on column summary_deltas.created_at is 'When it was written: its age is how far the numbers lag.';
  `.execute(db)
}

async function createStatusSummaries(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table status_summaries (
      span_seconds integer not null
        constraint status_summaries_span_known check (span_seconds in (900, 3600, 86400)),
      start timestamptz(3) not null,
      status integer not null,
      closed bigint not null,
      total_ms bigint not null,
      min_ms bigint,
      max_ms bigint,
      open bigint not null,
      histogram bytea not null,
      constraint status_summaries_pkey primary key (span_seconds, start, status)
    );
    create table throughput_summaries (
      span_seconds integer not null
        constraint throughput_summaries_span_known check (span_seconds in (900, 3600, 86400)),
      start timestamptz(3) not null,
      orders bigint not null,
      constraint throughput_summaries_pkey primary key (span_seconds, start)
    );

    comment on table status_summaries is
      'The stays in each status by when they began, per quarter of an hour, hour and day in UTC; no row without a stay.';
    comment on column status_summaries.span_seconds is 'How long the span is: 900, 3600 or 86400 seconds.';
    comment on column status_summaries.start is 'The first instant of the span.';
    comment on column status_summaries.status is 'The code of the status.';
    comment on column status_summaries.closed is 'How many stays are over.';
    comment on column status_summaries.total_ms is 'How long these were together.';
    comment on column status_summaries.min_ms is 'The shortest of them; null where none is over.';
    comment on column status_summaries.max_ms is 'The longest of them, likewise.';
    comment on column status_summaries.open is 'How many stays are not over.';
    comment on column status_summaries.histogram is
      'How many of the closed stays fall into which bucket of durations: pairs of bucket and count, sorted, none of zero.';
    comment on table throughput_summaries is
      'The orders created, per quarter of an hour, hour and day in UTC; no row without an order.';
    comment on column throughput_summaries.span_seconds is 'How long the span is: 900, 3600 or 86400 seconds.';
    comment on column throughput_summaries.start is 'The first instant of the span.';
    comment on column throughput_summaries.orders is 'How many orders were created in it.';
  `.execute(db)
}

async function createTotals(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table customer_lifetimes (
      customer_id bigint
        constraint customer_lifetimes_pkey primary key
        constraint customer_lifetimes_customer_id_fkey references customers on delete cascade,
      orders bigint not null,
      first_order_at timestamptz(3) not null,
      last_order_at timestamptz(3) not null
    );
    create index customer_lifetimes_orders on customer_lifetimes (orders desc, customer_id);
    create index customer_lifetimes_last_order_at on customer_lifetimes (last_order_at desc, customer_id);
    create index customer_lifetimes_first_order_at on customer_lifetimes (first_order_at desc, customer_id);
    create table totals (
      name text collate "C" not null,
      key bigint not null default 0,
      value bigint not null,
      constraint totals_pkey primary key (name, key)
    );

    comment on table customer_lifetimes is 'What each customer ordered so far; nobody without orders.';
    comment on column customer_lifetimes.customer_id is 'The customer.';
    comment on column customer_lifetimes.orders is 'How many orders.';
    comment on column customer_lifetimes.first_order_at is 'When the first was created.';
    comment on column customer_lifetimes.last_order_at is 'When the last was created.';
    comment on index customer_lifetimes_orders is 'Ranks customers by orders.';
    comment on index customer_lifetimes_last_order_at is 'Lists customers by their last order.';
    comment on index customer_lifetimes_first_order_at is 'Lists customers by their first order.';
    comment on table totals is
      'Counters of everything: orders, events, standing (by status), barcodes-unassigned, barcodes-assigned, barcodes-redeemed.';
    comment on column totals.name is 'What is counted.';
    comment on column totals.key is 'The code of the status where it is counted by status, else 0.';
    comment on column totals.value is 'How many.';
  `.execute(db)
}

/** What is stored already is counted like everything: by deltas, which the first fold takes. */
async function countStoredOrders(db: Kysely<unknown>): Promise<void> {
  await sql`
    insert into summary_deltas (kind, at, key, change) select 'order', created_at, customer_id, 1 from orders;
    insert into summary_deltas (kind, at, key, change)
      select 'standing', created_at, status, count(*) from orders group by created_at, status;
    insert into summary_deltas (kind, name, change)
      select 'total', 'events', count(*) from order_events having count(*) > 0;
    insert into summary_deltas (kind, name, change)
      select 'total', case when order_id is null then 'barcodes-unassigned'
        when redeemed_at is null then 'barcodes-assigned' else 'barcodes-redeemed' end, count(*)
      from barcodes group by 2;
    drop index customer_tickets_orders;
    alter table customer_tickets drop column orders;
  `.execute(db)
}
