import { type Kysely, sql } from 'kysely'

/** What orders say and what becomes of them: the document as received, and every event of every order. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await extendOrders(db)
  await createDocuments(db)
  await createEvents(db)
  await recordStoredOrders(db)
}

/** Takes the documents, the events and what orders say of themselves away; their status stays. */
export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`
    drop table order_events;
    drop sequence order_event_arrivals;
    drop function make_order_events_month(timestamptz);
    drop table order_documents;
    drop index orders_channel_order_id;
    drop index orders_created_at_id;
    alter table orders
      drop column account, drop column brand, drop column channel_order_id, drop column pickup_at,
      drop column item_count, drop column status_group, drop column version,
      drop column first_event_at, drop column last_event_at, drop column content_hash;
    alter table customers drop column erased_at;
  `.execute(db)
}

async function extendOrders(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table customers add column erased_at timestamptz(3);
    alter table orders
      add column account text collate "C"
        constraint orders_account_length check (length(account) between 1 and 255),
      add column brand text collate "C"
        constraint orders_brand_length check (length(brand) between 1 and 255),
      add column channel_order_id text collate "C"
        constraint orders_channel_order_id_length check (length(channel_order_id) between 1 and 255),
      add column pickup_at timestamptz(3),
      add column item_count integer not null default 0,
      add column status_group text collate "C" not null default 'received'
        constraint orders_status_group_known check (status_group in
          ('received', 'accepted', 'kitchen', 'ready', 'delivering', 'cancelling', 'done', 'closed-badly')),
      add column version integer not null default 1,
      add column first_event_at timestamptz(3),
      add column last_event_at timestamptz(3),
      add column content_hash bytea;
    create index orders_created_at_id on orders (created_at desc, id desc);
    create index orders_channel_order_id on orders (channel_order_id, account)
      where channel_order_id is not null and account is not null;

    comment on column customers.erased_at is
      'When the person was erased: nothing but the id is left, and no order is taken for it any more.';
    comment on column orders.account is 'The account that the order names.';
    comment on column orders.brand is 'The brand that the order names.';
    comment on column orders.channel_order_id is 'The number that the sales channel gave the order.';
    comment on column orders.pickup_at is 'When it is to be picked up or delivered.';
    comment on column orders.item_count is 'The sum of the quantities of its items.';
    comment on column orders.status_group is
      'The group of the status; a code that Docket does not know leaves it as it was.';
    comment on column orders.version is 'Counts the changes of what the order shows; the ETag.';
    comment on column orders.first_event_at is 'The earliest of its events, whether it counts or not.';
    comment on column orders.last_event_at is 'The latest of its events, likewise: where its events have to be looked for.';
    comment on column orders.content_hash is
      'The SHA-256 of what was sent, to tell a repeat from a conflict; null for orders of files and of erased customers.';
    comment on index orders_created_at_id is 'Lists the newest orders first.';
    comment on index orders_channel_order_id is 'Finds the same order of a channel that is sent under another id.';
  `.execute(db)
}

async function createDocuments(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table order_documents (
      order_id bigint
        constraint order_documents_pkey primary key
        constraint order_documents_order_id_fkey references orders on delete cascade,
      received text not null,
      document jsonb not null
    );
    comment on table order_documents is
      'What was sent about an order. Personal data of orders stands here and in the customers, nowhere else.';
    comment on column order_documents.order_id is 'The order.';
    comment on column order_documents.received is 'The text of the document exactly as it was received.';
    comment on column order_documents.document is
      'The document normalised: customer, deliveryAddress, items, and what Docket does not know.';
  `.execute(db)
}

async function createEvents(db: Kysely<unknown>): Promise<void> {
  // No foreign key: attaching a partition would then keep everybody from writing orders meanwhile.
  await sql`
    create sequence order_event_arrivals;
    create table order_events (
      id bigint not null default nextval('order_event_arrivals'),
      order_id bigint not null,
      at timestamptz(3) not null,
      received_at timestamptz(3) not null default now(),
      status integer not null,
      is_forced boolean not null default false,
      applied boolean not null,
      refusal text collate "C"
        constraint order_events_refusal_known check (refusal in ('transition-not-allowed', 'repeated')),
      actor text collate "C",
      source text,
      reason text,
      constraint order_events_pkey primary key (order_id, at, status, is_forced),
      constraint order_events_refused_or_applied check (applied = (refusal is null))
    ) partition by range (at);
    create index order_events_at on order_events using brin (at) with (pages_per_range = 32);

    comment on table order_events is
      'Every event of every order, also those that do not count; a partition for each month in UTC, made on demand.';
    comment on column order_events.id is 'Counts the events as they arrive: decides between events of one instant.';
    comment on column order_events.order_id is 'The order.';
    comment on column order_events.at is 'When it happened.';
    comment on column order_events.received_at is 'When Docket heard of it.';
    comment on column order_events.status is 'The code of the status that the order got; unknown ones are kept.';
    comment on column order_events.is_forced is 'True when an admin said that it counts in any case.';
    comment on column order_events.applied is 'Whether it counts; a late event may change that of later ones.';
    comment on column order_events.refusal is 'Why it does not count.';
    comment on column order_events.actor is 'Who reported it: user:id, key:id, admin-key, command or job:id.';
    comment on column order_events.source is 'What reported it, as the report says.';
    comment on column order_events.reason is 'Why, as the report says.';
    comment on index order_events_at is 'Finds the events of a stretch of time.';

    create function make_order_events_month(instant timestamptz) returns void language plpgsql as $$
      declare
        first timestamptz := date_trunc('month', instant at time zone 'UTC') at time zone 'UTC';
        behind timestamptz := (date_trunc('month', instant at time zone 'UTC') + interval '1 month') at time zone 'UTC';
        name text := 'order_events_' || to_char(instant at time zone 'UTC', 'YYYY_MM');
      begin
        -- One at a time, and by attaching: making a partition in place would keep everybody from the table.
        perform pg_advisory_xact_lock(hashtext('order_events'), 0);
        if to_regclass(name) is null then
          execute format('create table %I (like order_events including defaults including constraints)', name);
          execute format(
            'alter table order_events attach partition %I for values from (%L) to (%L)', name, first, behind);
        end if;
      end
    $$;
    comment on function make_order_events_month(timestamptz) is
      'Makes the partition for the month of an instant, unless it is there.';
  `.execute(db)
}

/** Orders that were stored before are orders too: each was new when it came in. */
async function recordStoredOrders(db: Kysely<unknown>): Promise<void> {
  await sql`
    select make_order_events_month(month) from (
      select distinct date_trunc('month', created_at at time zone 'UTC') at time zone 'UTC' as month from orders
    ) as months;
    insert into order_events (order_id, at, received_at, status, applied)
      select id, created_at, created_at, status, true from orders order by id;
    update orders set first_event_at = created_at, last_event_at = created_at;
    alter table orders
      alter column first_event_at set not null, alter column first_event_at set default now(),
      alter column last_event_at set not null, alter column last_event_at set default now();
  `.execute(db)
}
