import { type Kysely, sql } from 'kysely'

/** Barcodes: each one is a ticket, sold with one order or not sold at all. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createBarcodes(db)
  await commentOnBarcodes(db)
}

/** Takes the barcodes away. */
export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table barcodes`.execute(db)
}

async function createBarcodes(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table barcodes (
      barcode text collate "C"
        constraint barcodes_pkey primary key
        constraint barcodes_barcode_length check (length(barcode) between 1 and 255),
      arrival bigint generated always as identity,
      order_id bigint
        constraint barcodes_order_id_fkey references orders,
      redeemed_at timestamptz(3),
      created_at timestamptz(3) not null default now(),
      updated_at timestamptz(3) not null default now(),
      constraint barcodes_redeemed_has_order check (redeemed_at is null or order_id is not null)
    );
    create index barcodes_order_id_redeemed_at on barcodes (order_id, redeemed_at);
    create index barcodes_unassigned on barcodes (barcode) where order_id is null;
    create trigger barcodes_touch before update on barcodes
      for each row execute function touch_updated_at();
  `.execute(db)
}

async function commentOnBarcodes(db: Kysely<unknown>): Promise<void> {
  await sql`
    comment on table barcodes is 'Tickets: each barcode belongs to one order or to none.';
    comment on column barcodes.barcode is 'The barcode, exactly as it came. It is its own key.';
    comment on column barcodes.arrival is 'Counts the barcodes as they come in: the order in which they are listed.';
    comment on column barcodes.order_id is 'The order it was sold with; null while it is not assigned.';
    comment on column barcodes.redeemed_at is 'When it was scanned; null until then.';
    comment on column barcodes.created_at is 'When Docket first heard of the barcode.';
    comment on column barcodes.updated_at is 'When the row was last changed; a trigger sees to it.';
    comment on constraint barcodes_redeemed_has_order on barcodes is
      'Only a barcode that belongs to an order can be redeemed.';
    comment on index barcodes_order_id_redeemed_at is 'The barcodes of an order, redeemed or not.';
    comment on index barcodes_unassigned is 'The barcodes that were not sold: counted and paged without the others.';
  `.execute(db)
}
