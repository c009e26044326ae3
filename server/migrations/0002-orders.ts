import { type Kysely, sql } from 'kysely'

/** Orders: each belongs to one customer and comes from a file or from the API. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createOrders(db)
  await commentOnOrders(db)
}

/** Takes the orders away. */
export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table orders`.execute(db)
}

async function createOrders(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table orders (
      id bigint generated always as identity
        constraint orders_pkey primary key,
      external_id text collate "C"
        constraint orders_external_id_length check (length(external_id) between 1 and 255),
      made_id text collate "C" default gen_random_uuid()::text
        constraint orders_made_id_length check (length(made_id) between 1 and 255),
      public_id text collate "C" not null
        generated always as (coalesce(external_id, made_id)) stored
        constraint orders_public_id_key unique,
      customer_id bigint not null
        constraint orders_customer_id_fkey references customers,
      status integer not null default 10,
      source text collate "C" not null
        constraint orders_source_known check (source in ('csv', 'api')),
      created_at timestamptz(3) not null default now(),
      updated_at timestamptz(3) not null default now()
    );
    create index orders_customer_id_public_id_as_number
      on orders (customer_id, length(public_id), public_id);
    create trigger orders_touch before update on orders
      for each row execute function touch_updated_at();
  `.execute(db)
}

async function commentOnOrders(db: Kysely<unknown>): Promise<void> {
  await sql`
    comment on table orders is 'What a customer ordered, from a file or through the API.';
    comment on column orders.id is 'The key inside the database: never shown, never changed.';
    comment on column orders.external_id is 'The id that a file or a caller gave, exactly as given.';
    comment on column orders.made_id is
      'The id that Docket made for want of an external one; rows that have an external one need none.';
    comment on column orders.public_id is
      'The id that people and programs see: the external one, else the made one; one name space for both.';
    comment on column orders.customer_id is 'Who ordered. A customer with orders cannot be deleted.';
    comment on column orders.status is
      'The code of the status, 10 being NEW. Codes that Docket does not know are kept as they are.';
    comment on column orders.source is 'How the order came in: csv or api.';
    comment on column orders.created_at is 'When the order was made, where it says so, else when it came in.';
    comment on column orders.updated_at is 'When the row was last changed; a trigger sees to it.';
    comment on index orders_customer_id_public_id_as_number is
      'The orders of a customer, sorted and paged by their ids as numbers.';
  `.execute(db)
}
