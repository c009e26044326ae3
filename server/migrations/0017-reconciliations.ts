import { type Kysely, sql } from 'kysely'

/** When the numbers were compared with what they are counted from, and what came of it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table reconciliations (
      id bigint generated always as identity
        constraint reconciliations_pkey primary key,
      at timestamptz(3) not null default now(),
      orders bigint not null,
      events bigint not null,
      differences bigint not null,
      mended bigint not null
    );

    comment on table reconciliations is
      'Each time that the numbers were compared with the orders, their events and the barcodes.';
    comment on column reconciliations.id is 'Counts them.';
    comment on column reconciliations.at is 'The moment of which everything was compared.';
    comment on column reconciliations.orders is 'How many orders there were.';
    comment on column reconciliations.events is 'How many events there were.';
    comment on column reconciliations.differences is 'How many rows differed.';
    comment on column reconciliations.mended is 'How many of these were mended.';
  `.execute(db)
}

/** Takes the record of comparisons away. */
export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table reconciliations`.execute(db)
}
