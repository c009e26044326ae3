import { type Kysely, sql } from 'kysely'

/** Where the events and documents of old orders are, the keys of their documents, and what their stays still count for. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createArchives(db)
  await createFiles(db)
  await createKeys(db)
  await createExtremes(db)
  await letPeopleBeErased(db)
}

/** Takes the archives away. The files stay, but nothing leads to them: so not while orders are in them. */
export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`
    do $$ begin
      if exists (select from orders where archive_id is not null) then
        raise exception 'orders are archived: without the archives their events and documents would be lost';
      end if;
    end $$;
    create or replace trigger orders_touch before update on orders
      for each row execute function touch_updated_at();
    alter table orders drop column archive_id;
    delete from order_documents where received is null;
    alter table order_documents alter column received set not null;
    comment on column order_documents.received is 'The text of the document exactly as it was received.';
    comment on column order_documents.document is
      'The document normalised: customer, deliveryAddress, items, and what Docket does not know.';
    drop table archive_extremes;
    drop table customer_keys;
    drop table archive_groups;
    drop table archive_files;
    drop table archives;
  `.execute(db)
}

async function createArchives(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table archives (
      id bigint generated always as identity
        constraint archives_pkey primary key,
      month text collate "C" not null
        constraint archives_month_form check (month ~ '^[0-9]{4}-[0-9]{2}$'),
      sequence integer not null,
      state text collate "C" not null default 'writing'
        constraint archives_state_known check (state in ('writing', 'written', 'verified', 'dropped')),
      orders bigint not null default 0,
      events bigint not null default 0,
      archived bigint not null default 0,
      created_at timestamptz(3) not null default now(),
      updated_at timestamptz(3) not null default now(),
      constraint archives_month_sequence_key unique (month, sequence)
    );
    create trigger archives_touch before update on archives
      for each row execute function touch_updated_at();
    alter table orders add column archive_id bigint
      constraint orders_archive_id_fkey references archives;
    create index orders_archive_id on orders (archive_id) where archive_id is not null;
    -- Where the events of an order are is nothing that the order shows, nor when the refused ones among them were.
    create or replace trigger orders_touch before update on orders for each row
      when (old.archive_id is not distinct from new.archive_id
        and (old.version <> new.version
          or (old.first_event_at = new.first_event_at and old.last_event_at = new.last_event_at)))
      execute function touch_updated_at();

    comment on table archives is
      'Orders that ended long ago, moved into files: each archive is a file of orders, a file of their events and a manifest.';
    comment on column archives.id is 'The key inside the database.';
    comment on column archives.month is 'The month in UTC of the last event of each of its orders.';
    comment on column archives.sequence is 'Counts the archives of a month from 1.';
    comment on column archives.state is
      'writing: its files are being made; written: they are whole; verified: they were read back; dropped: the database has let go of what they hold.';
    comment on column archives.orders is 'How many orders its files hold.';
    comment on column archives.events is 'How many events its files hold.';
    comment on column archives.archived is
      'How many orders were moved into it; orders that changed meanwhile stayed in the database.';
    comment on column archives.created_at is 'When it was begun.';
    comment on column archives.updated_at is 'When the row was last changed; a trigger sees to it.';
    comment on column orders.archive_id is
      'The archive that its events and its document were moved to; null while they stand in the database.';
    comment on index orders_archive_id is 'The orders of an archive.';
  `.execute(db)
}

async function createFiles(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table archive_files (
      archive_id bigint not null
        constraint archive_files_archive_id_fkey references archives on delete cascade,
      role text collate "C" not null
        constraint archive_files_role_known check (role in ('orders', 'events', 'manifest')),
      name text collate "C" not null,
      bytes bigint not null,
      sha256 text collate "C" not null,
      rows bigint not null,
      footer_start bigint not null,
      footer_sha256 text collate "C" not null,
      constraint archive_files_pkey primary key (archive_id, role)
    );
    create table archive_groups (
      archive_id bigint not null
        constraint archive_groups_archive_id_fkey references archives on delete cascade,
      place integer not null,
      first_order_id bigint not null,
      last_order_id bigint not null,
      first_event_at timestamptz(3) not null,
      last_event_at timestamptz(3) not null,
      orders_start bigint not null,
      orders_bytes bigint not null,
      orders_sha256 text collate "C" not null,
      events_start bigint not null,
      events_bytes bigint not null,
      events_sha256 text collate "C" not null,
      constraint archive_groups_pkey primary key (archive_id, place)
    );

    comment on table archive_files is 'The files of an archive, in the folder archives of the data directory.';
    comment on column archive_files.archive_id is 'The archive.';
    comment on column archive_files.role is 'orders, events or manifest.';
    comment on column archive_files.name is 'Its name in the folder.';
    comment on column archive_files.bytes is 'How long it is.';
    comment on column archive_files.sha256 is 'The SHA-256 of its content.';
    comment on column archive_files.rows is 'How many rows it has.';
    comment on column archive_files.footer_start is 'Where what describes its row groups begins.';
    comment on column archive_files.footer_sha256 is 'The SHA-256 from there to its end.';
    comment on table archive_groups is
      'The row groups of an archive: those of both files hold the same orders, so that one order is read without the rest.';
    comment on column archive_groups.archive_id is 'The archive.';
    comment on column archive_groups.place is 'Counts the row groups of both files from 0.';
    comment on column archive_groups.first_order_id is 'Its first order; orders are sorted by their key.';
    comment on column archive_groups.last_order_id is 'Its last order.';
    comment on column archive_groups.first_event_at is 'The earliest of its events.';
    comment on column archive_groups.last_event_at is 'The latest of its events.';
    comment on column archive_groups.orders_start is 'Where its bytes begin in the file of orders.';
    comment on column archive_groups.orders_bytes is 'How many these are.';
    comment on column archive_groups.orders_sha256 is 'Their SHA-256: a damaged file gives no answer instead of a wrong one.';
    comment on column archive_groups.events_start is 'Where its bytes begin in the file of events.';
    comment on column archive_groups.events_bytes is 'How many these are.';
    comment on column archive_groups.events_sha256 is 'Their SHA-256.';
  `.execute(db)
}

async function createKeys(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table customer_keys (
      customer_id bigint
        constraint customer_keys_pkey primary key
        constraint customer_keys_customer_id_fkey references customers on delete cascade,
      key bytea not null
        constraint customer_keys_key_length check (length(key) = 32),
      created_at timestamptz(3) not null default now()
    );
    comment on table customer_keys is
      'What the documents of a customer in archives are encrypted with. Without it nobody can read them: so is a person erased.';
    comment on column customer_keys.customer_id is 'The customer.';
    comment on column customer_keys.key is 'The key, of 256 random bits; made when the first of their orders is archived.';
    comment on column customer_keys.created_at is 'When it was made.';
  `.execute(db)
}

async function createExtremes(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table archive_extremes (
      archive_id bigint not null
        constraint archive_extremes_archive_id_fkey references archives on delete cascade,
      start timestamptz(3) not null,
      status integer not null,
      min_ms bigint not null,
      max_ms bigint not null,
      constraint archive_extremes_pkey primary key (start, status, archive_id)
    );
    comment on table archive_extremes is
      'The shortest and the longest closed stay of archived orders, for when a summary loses its shortest or longest.';
    comment on column archive_extremes.archive_id is 'The archive that the orders are in.';
    comment on column archive_extremes.start is 'The first instant of the quarter of an hour, in UTC, in which the stays began.';
    comment on column archive_extremes.status is 'The code of the status.';
    comment on column archive_extremes.min_ms is 'The shortest of them.';
    comment on column archive_extremes.max_ms is 'The longest of them.';
  `.execute(db)
}

async function letPeopleBeErased(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table order_documents alter column received drop not null;
    comment on column order_documents.received is
      'The text of the document exactly as it was received; null once the customer was erased.';
    comment on column order_documents.document is
      'The document normalised: customer, deliveryAddress, items, and what Docket does not know; once the customer was erased, the items alone.';
  `.execute(db)
}
