import { type Kysely, sql } from 'kysely'

/** Every scan of a barcode, also those that were refused, and where a barcode was redeemed. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table barcodes add column redeemed_gate text
      constraint barcodes_redeemed_gate_length check (length(redeemed_gate) between 1 and 255);
    create table barcode_scans (
      id bigint generated always as identity
        constraint barcode_scans_pkey primary key,
      barcode text collate "C" not null
        constraint barcode_scans_barcode_length check (length(barcode) between 1 and 255),
      outcome text collate "C" not null
        constraint barcode_scans_outcome_known check (outcome in ('redeemed', 'refused', 'unredeemed')),
      refusal text collate "C"
        constraint barcode_scans_refusal_known check (refusal in
          ('unknown', 'unassigned', 'redeemed', 'order-cancelled')),
      at timestamptz(3) not null,
      received_at timestamptz(3) not null,
      gate text
        constraint barcode_scans_gate_length check (length(gate) between 1 and 255),
      nonce text collate "C"
        constraint barcode_scans_nonce_length check (length(nonce) between 1 and 255),
      is_forced boolean not null default false,
      reason text
        constraint barcode_scans_reason_length check (length(reason) between 1 and 255),
      actor text collate "C",
      constraint barcode_scans_refused_with_refusal check ((outcome = 'refused') = (refusal is not null))
    );
    create index barcode_scans_barcode_id on barcode_scans (barcode, id);
    create unique index barcode_scans_nonce on barcode_scans (barcode, nonce)
      where nonce is not null and outcome = 'redeemed';
    insert into barcode_scans (barcode, outcome, at, received_at)
      select barcode, 'redeemed', redeemed_at, redeemed_at from barcodes where redeemed_at is not null
      order by redeemed_at, barcode;

    comment on column barcodes.redeemed_gate is 'Where it was scanned, as the scan says.';
    comment on table barcode_scans is
      'Every scan of a barcode, refused ones and those of unknown barcodes too, and every one that was taken back.';
    comment on column barcode_scans.id is 'Counts the scans as they arrive: of two, the first to arrive is the first.';
    comment on column barcode_scans.barcode is 'What was scanned; perhaps no barcode that Docket knows.';
    comment on column barcode_scans.outcome is
      'redeemed: it lets in; refused: it does not; unredeemed: an admin took the last one back.';
    comment on column barcode_scans.refusal is 'Why it was refused.';
    comment on column barcode_scans.at is 'When it was scanned, as the scan says.';
    comment on column barcode_scans.received_at is 'When Docket heard of it.';
    comment on column barcode_scans.gate is 'Where it was scanned, as the scan says.';
    comment on column barcode_scans.nonce is 'The name that the gate gave to the scan: repeats are the same success.';
    comment on column barcode_scans.is_forced is 'True when an admin said that it counts in spite of its order.';
    comment on column barcode_scans.reason is 'Why it was forced or taken back.';
    comment on column barcode_scans.actor is
      'Who sent it: user:id, key:id, admin-key or command. Null for those from before scans were kept.';
    comment on index barcode_scans_barcode_id is 'The scans of a barcode, the oldest first.';
    comment on index barcode_scans_nonce is 'Finds the success that a nonce stands for, and lets there be one.';
  `.execute(db)
}

/** Takes the scans away; what is redeemed stays so. */
export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`
    drop table barcode_scans;
    alter table barcodes drop column redeemed_gate;
  `.execute(db)
}
