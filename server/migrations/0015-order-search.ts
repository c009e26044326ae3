import { type Kysely, sql } from 'kysely'

/** Lists of orders by every filter, newest first, and what texts are looked for in orders and customers. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await indexOrders(db)
  await createSearch(db)
  await createMarks(db)
  await createTriggers(db)
  await indexTexts(db)
  await markStored(db)
}

/** Takes the search and the indexes away. The extension stays where others use it. */
export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`
    drop trigger customers_mark_inserted on customers;
    drop trigger customers_mark_updated on customers;
    drop trigger orders_mark_inserted on orders;
    drop function mark_new_orders();
    drop function mark_new_customers();
    drop function mark_changed_customers();
    drop table search_marks;
    drop table order_search;
    drop table customer_search;
    drop function search_key(text);
    drop index orders_unknown_status_created_at_id;
    drop index orders_brand_created_at_id;
    drop index orders_account_created_at_id_status_group;
    drop index orders_status_group_created_at_id_status;
    comment on table order_documents is
      'What was sent about an order. Personal data of orders stands here and in the customers, nowhere else.';
    do $$ begin
      drop extension if exists pg_trgm;
    exception when dependent_objects_still_exist or insufficient_privilege then null;
    end $$;
  `.execute(db)
}

async function indexOrders(db: Kysely<unknown>): Promise<void> {
  await sql`
    create index orders_status_group_created_at_id_status
      on orders (status_group, created_at desc, id desc, status);
    create index orders_account_created_at_id_status_group
      on orders (account, created_at desc, id desc, status_group) where account is not null;
    create index orders_brand_created_at_id on orders (brand, created_at desc, id desc)
      where brand is not null;
    create index orders_unknown_status_created_at_id on orders (status, created_at desc, id desc)
      where status not in (4, 1, 2, 3, 5, 6, 7, 10, 25, 20, 40, 50, 60, 70, 80, 81, 83, 84, 85, 87, 89, 90, 95,
        100, 30, 35, 110, 115, 120, 121, 124);
    comment on index orders_status_group_created_at_id_status is
      'Lists the newest orders of a group first, and finds those with a status among them without the table.';
    comment on index orders_unknown_status_created_at_id is
      'Lists the newest orders first that have a code which Docket does not know, and so any group.';
    comment on index orders_account_created_at_id_status_group is
      'Lists the newest orders of an account first, and finds those of a group among them without the table.';
    comment on index orders_brand_created_at_id is 'Lists the newest orders of a brand first.';
  `.execute(db)
}

async function createSearch(db: Kysely<unknown>): Promise<void> {
  // Without foreign keys: checking them would lock each order while others change it. Neither is ever deleted.
  await sql`
    create function search_key(value text) returns text
      language sql immutable strict parallel safe
      return upper(translate(value, chr(10), ' ') collate "und-x-icu");
    comment on function search_key(text) is
      'What makes two texts the same to a search: upper case, as lower case depends on what stands around a letter, and on one line.';

    create table order_search (
      order_id bigint
        constraint order_search_pkey primary key,
      text text collate "C" not null
    );
    create table customer_search (
      customer_id bigint
        constraint customer_search_pkey primary key,
      text text collate "C" not null
    );
    comment on table order_documents is
      'What was sent about an order. Personal data of orders stands here, in the customers, and in what both are searched by.';
    comment on table order_search is
      'What an order is found by, a moment after it came. It goes when the customer is erased, in the same transaction.';
    comment on column order_search.order_id is 'The order.';
    comment on column order_search.text is
      'Its ids, its items, and the name and phone number as ordered, as search_key() makes them, each on a line.';
    comment on table customer_search is
      'What a customer is found by, and their orders, a moment after it was said. Of an erased one the id alone.';
    comment on column customer_search.customer_id is 'The customer.';
    comment on column customer_search.text is 'Id, name, e-mail address and phone number, as search_key() makes them, each on a line.';
  `.execute(db)
}

async function createMarks(db: Kysely<unknown>): Promise<void> {
  // Rows come and go all the time: vacuum by their number, not by their share of a table that is nearly empty.
  await sql`
    create table search_marks (
      id bigint generated always as identity
        constraint search_marks_pkey primary key,
      order_id bigint,
      customer_id bigint,
      created_at timestamptz(3) not null default now(),
      constraint search_marks_one check (num_nonnulls(order_id, customer_id) = 1)
    ) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000,
      autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 1000000);
    comment on table search_marks is
      'What has to be looked at for the search, written by triggers and taken away when that is done: an index of texts would make whoever writes wait.';
    comment on column search_marks.id is 'Counts the marks.';
    comment on column search_marks.order_id is 'An order that is new, or whose texts have to be made again.';
    comment on column search_marks.customer_id is 'A customer that is new or has changed.';
    comment on column search_marks.created_at is 'When it was written.';
  `.execute(db)
}

async function createTriggers(db: Kysely<unknown>): Promise<void> {
  await sql`
    create function mark_new_orders() returns trigger language plpgsql as $$
      begin
        insert into search_marks (order_id) select id from fresh;
        return null;
      end
    $$;
    comment on function mark_new_orders() is 'Sees to it that new orders are found.';
    create function mark_new_customers() returns trigger language plpgsql as $$
      begin
        insert into search_marks (customer_id) select id from fresh;
        return null;
      end
    $$;
    comment on function mark_new_customers() is 'Sees to it that new customers are found.';

    create function mark_changed_customers() returns trigger language plpgsql as $$
      declare
        erased bigint[] := array(
          select fresh.id from fresh join stale using (id)
          where fresh.erased_at is not null and stale.erased_at is null);
      begin
        insert into search_marks (customer_id)
          select fresh.id from fresh join stale using (id)
          where (fresh.public_id, fresh.name, fresh.email, fresh.phone, fresh.erased_at)
            is distinct from (stale.public_id, stale.name, stale.email, stale.phone, stale.erased_at);
        if erased <> '{}' then
          -- Whoever fills the search has the same lock: nothing that was read before comes back behind this.
          perform pg_advisory_xact_lock(hashtext('order_search'), 0);
          delete from customer_search where customer_id = any (erased);
          delete from order_search
            where order_id in (select id from orders where customer_id = any (erased));
          insert into search_marks (order_id) select id from orders where customer_id = any (erased);
        end if;
        return null;
      end
    $$;
    comment on function mark_changed_customers() is
      'Sees to it that customers are found as they are now, and that nobody is found by what was erased.';

    create trigger orders_mark_inserted after insert on orders
      referencing new table as fresh for each statement execute function mark_new_orders();
    create trigger customers_mark_inserted after insert on customers
      referencing new table as fresh for each statement execute function mark_new_customers();
    create trigger customers_mark_updated after update on customers
      referencing old table as stale new table as fresh
      for each statement execute function mark_changed_customers();
  `.execute(db)
}

/** Orders and customers that were stored before are found like all others: a moment after the server has started. */
async function markStored(db: Kysely<unknown>): Promise<void> {
  await sql`
    insert into search_marks (customer_id) select id from customers order by id;
    insert into search_marks (order_id) select id from orders order by id;
  `.execute(db)
}

/** Where the extension is missing or may not be made, searching reads every text: slower, with the same answers. */
async function indexTexts(db: Kysely<unknown>): Promise<void> {
  await sql`
    do $$
      declare
        home text;
      begin
        begin
          create extension if not exists pg_trgm;
        exception when insufficient_privilege or feature_not_supported or undefined_file then
          raise warning 'pg_trgm cannot be had: %. Searching reads every text until it is there.', sqlerrm;
        end;
        select extnamespace::regnamespace::text into home from pg_extension where extname = 'pg_trgm';
        if home is null then return; end if;
        execute format('create index order_search_text on order_search using gin (text %s.gin_trgm_ops)', home);
        execute format('create index customer_search_text on customer_search using gin (text %s.gin_trgm_ops)', home);
        comment on index order_search_text is 'Finds orders by a part of a text.';
        comment on index customer_search_text is 'Finds customers by a part of a text.';
      end
    $$;
  `.execute(db)
}
