import { type Kysely, sql } from 'kysely'

/** Customers, and two rules that later tables share: what one e-mail address is, and when a row changed. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createSharedFunctions(db)
  await createCustomers(db)
  await commentOnCustomers(db)
}

/** Takes the customers and the shared rules away. */
export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`
    drop table customers;
    drop function touch_updated_at();
    drop function email_key(text);
  `.execute(db)
}

async function createSharedFunctions(db: Kysely<unknown>): Promise<void> {
  // The collation is named because lower() of a database in the C locale knows only the letters of ASCII.
  await sql`
    create function email_key(email text) returns text
      language sql immutable strict parallel safe
      return lower(email collate "und-x-icu");
    comment on function email_key(text) is
      'What makes two e-mail addresses the same one: their text without regard to letter case.';

    create function touch_updated_at() returns trigger language plpgsql as $$
      begin
        new.updated_at := now();
        return new;
      end
    $$;
    comment on function touch_updated_at() is 'Notes in a row when it was changed.';
  `.execute(db)
}

async function createCustomers(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table customers (
      id bigint generated always as identity
        constraint customers_pkey primary key,
      external_id text collate "C"
        constraint customers_external_id_length check (length(external_id) between 1 and 255),
      made_id text collate "C" default gen_random_uuid()::text
        constraint customers_made_id_length check (length(made_id) between 1 and 255),
      public_id text collate "C" not null
        generated always as (coalesce(external_id, made_id)) stored
        constraint customers_public_id_key unique,
      email text collate "C"
        constraint customers_email_length check (length(email) between 1 and 255),
      phone text collate "C"
        constraint customers_phone_key unique
        constraint customers_phone_length check (length(phone) between 1 and 255),
      name text
        constraint customers_name_length check (length(name) between 1 and 255),
      created_at timestamptz(3) not null default now(),
      updated_at timestamptz(3) not null default now()
    );
    create unique index customers_email_key on customers (email_key(email));
    create index customers_public_id_as_number on customers (length(public_id), public_id);
    create trigger customers_touch before update on customers
      for each row execute function touch_updated_at();
  `.execute(db)
}

async function commentOnCustomers(db: Kysely<unknown>): Promise<void> {
  await sql`
    comment on table customers is
      'Who orders. Known by an external id, an e-mail address or a phone number, each unique where present.';
    comment on column customers.id is 'The key inside the database: never shown, never changed.';
    comment on column customers.external_id is 'The id that a file or a caller gave, exactly as given.';
    comment on column customers.made_id is
      'The id that Docket made for want of an external one; rows that have an external one need none.';
    comment on column customers.public_id is
      'The id that people and programs see: the external one, else the made one; one name space for both.';
    comment on column customers.email is 'The address as written; unique in any letter case.';
    comment on column customers.phone is 'The phone number as written; unique.';
    comment on column customers.name is 'What to call the customer.';
    comment on column customers.created_at is 'When Docket first heard of the customer.';
    comment on column customers.updated_at is 'When the row was last changed; a trigger sees to it.';
    comment on index customers_email_key is 'One customer per e-mail address, and the way to find it.';
    comment on index customers_public_id_as_number is
      'Sorts and pages ids as numbers, shorter before longer.';
  `.execute(db)
}
