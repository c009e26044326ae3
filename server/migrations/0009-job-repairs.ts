import { type Kysely, sql } from 'kysely'

/** What repairs replaced, and how the header of a file reads, so that its rejected rows can be written as they were. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table job_files add column column_names text[];
    comment on column job_files.column_names is
      'The names in its header, in their order; null until its first rows were stored.';

    create table job_repairs (
      id bigint generated always as identity
        constraint job_repairs_pkey primary key,
      job_id bigint not null
        constraint job_repairs_job_id_fkey references jobs on delete cascade,
      role text collate "C" not null
        constraint job_repairs_role_known check (role in ('transactions', 'orders', 'barcodes')),
      line bigint not null,
      replaced jsonb not null,
      sha256 text collate "C" not null,
      repaired_by text collate "C" not null,
      repaired_at timestamptz(3) not null default now()
    );
    create unique index job_repairs_job_id_role_line on job_repairs (job_id, role, line);

    comment on table job_repairs is 'Rejected rows that were sent again, mended: what each of them was before.';
    comment on column job_repairs.id is 'Counts the repairs.';
    comment on column job_repairs.job_id is 'The job.';
    comment on column job_repairs.role is 'Which of its files the row stands in.';
    comment on column job_repairs.line is 'The physical line of the row.';
    comment on column job_repairs.replaced is 'The row as it was, with the reasons for which it was rejected.';
    comment on column job_repairs.sha256 is 'The SHA-256 of what was sent, in hexadecimal: the same again changes nothing.';
    comment on column job_repairs.repaired_by is 'Who sent it: the kind of principal, and its id.';
    comment on column job_repairs.repaired_at is 'When it was stored.';
    comment on index job_repairs_job_id_role_line is 'A row is mended once.';
  `.execute(db)
}

/** Takes what was kept of repairs away. */
export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`
    drop table job_repairs;
    alter table job_files drop column column_names;
  `.execute(db)
}
