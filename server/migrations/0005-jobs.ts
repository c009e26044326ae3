import { type Kysely, sql } from 'kysely'

/** Jobs: uploaded files, the checkpoint of their import, and the checked rows of transaction files. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createJobs(db)
  await commentOnJobs(db)
  await createJobFiles(db)
  await createJobParts(db)
  await createTransactions(db)
}

/** Takes the jobs away with all their rows. */
export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`
    drop table transactions;
    drop table job_parts;
    drop table job_files;
    drop table jobs;
  `.execute(db)
}

async function createJobs(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table jobs (
      id bigint generated always as identity
        constraint jobs_pkey primary key,
      public_id text collate "C" not null default gen_random_uuid()::text
        constraint jobs_public_id_key unique,
      user_id text collate "C" not null
        constraint jobs_user_id_fkey references users,
      kind text collate "C" not null
        constraint jobs_kind_known check (kind in ('transactions', 'tickets')),
      options jsonb not null default '{}',
      status text collate "C" not null default 'pending'
        constraint jobs_status_known check
          (status in ('pending', 'queued', 'processing', 'completed', 'failed', 'cancelled')),
      phase text collate "C" not null default 'load',
      revision bigint not null default 0,
      lease bigint not null default 0,
      lease_until timestamptz,
      lease_backend_pid integer,
      lease_backend_start timestamptz,
      failures integer not null default 0,
      next_attempt_at timestamptz,
      error text,
      total_records bigint not null default 0,
      processed_records bigint not null default 0,
      valid_records bigint not null default 0,
      invalid_records bigint not null default 0,
      suspicious_records bigint not null default 0,
      progress_percent integer not null default 0
        constraint jobs_progress_percent_range check (progress_percent between 0 and 100),
      created_at timestamptz(3) not null default now(),
      started_at timestamptz(3),
      finished_at timestamptz(3),
      constraint jobs_completed_whole check
        (status <> 'completed' or valid_records + invalid_records = total_records)
    );
    create index jobs_user_id_created_at on jobs (user_id, created_at, id);
    create index jobs_created_at on jobs (created_at, id);
    create index jobs_active on jobs (id) where status in ('queued', 'processing');
    create index jobs_finished_at on jobs (finished_at);
  `.execute(db)
}

async function commentOnJobs(db: Kysely<unknown>): Promise<void> {
  await sql`
    comment on table jobs is 'Batch imports: uploaded files, an explicit start, a verdict for every row.';
    comment on column jobs.id is 'The key inside the database: never shown.';
    comment on column jobs.public_id is 'The id that people and programs see.';
    comment on column jobs.user_id is 'Whose job it is.';
    comment on column jobs.kind is 'transactions or tickets.';
    comment on column jobs.options is 'What was asked for at the upload, such as the policy for duplicates.';
    comment on column jobs.status is 'pending, queued, processing, completed, failed or cancelled.';
    comment on column jobs.phase is 'Which step of its kind the import has reached.';
    comment on column jobs.revision is 'Grows with every change that is shown: orders live messages.';
    comment on column jobs.lease is
      'The fencing number: whoever takes the job counts it up, and writes only while it is unchanged.';
    comment on column jobs.lease_until is 'Until when the holder is not suspected; null when nobody holds it.';
    comment on column jobs.lease_backend_pid is 'The database connection of the holder: gone when the holder is.';
    comment on column jobs.lease_backend_start is 'When that connection began: process ids come again.';
    comment on column jobs.failures is 'How many attempts failed since the last progress.';
    comment on column jobs.next_attempt_at is 'When to try again after a failure.';
    comment on column jobs.error is 'Why it failed, or what it waits for while it is running.';
    comment on column jobs.total_records is 'How many records its files hold.';
    comment on column jobs.processed_records is 'How many of them were read and checked.';
    comment on column jobs.valid_records is 'How many rows are valid.';
    comment on column jobs.invalid_records is 'How many rows are invalid.';
    comment on column jobs.suspicious_records is 'How many rows have a suspicious amount.';
    comment on column jobs.progress_percent is 'How far it is; never goes back.';
    comment on column jobs.created_at is 'When its files were uploaded.';
    comment on column jobs.started_at is 'When it was started, or started again.';
    comment on column jobs.finished_at is 'When it ended.';
    comment on index jobs_user_id_created_at is 'The jobs of a user, newest first.';
    comment on index jobs_created_at is 'All jobs, newest first.';
    comment on index jobs_active is 'The jobs that somebody must be working on.';
    comment on index jobs_finished_at is 'The jobs that ended lately, or long ago.';
  `.execute(db)
}

async function createJobFiles(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table job_files (
      id bigint generated always as identity
        constraint job_files_pkey primary key,
      job_id bigint not null
        constraint job_files_job_id_fkey references jobs on delete cascade,
      role text collate "C" not null
        constraint job_files_role_known check (role in ('transactions', 'orders', 'barcodes', 'repair')),
      name text not null
        constraint job_files_name_length check (length(name) <= 255),
      stored_as text collate "C" not null,
      bytes bigint not null,
      sha256 text collate "C" not null,
      records bigint not null,
      removed_at timestamptz(3),
      created_at timestamptz(3) not null default now()
    );
    create index job_files_job_id on job_files (job_id, id);

    comment on table job_files is 'The files that were uploaded for a job.';
    comment on column job_files.id is 'Counts the files.';
    comment on column job_files.job_id is 'The job it belongs to.';
    comment on column job_files.role is 'What it holds: transactions, orders, barcodes, or repaired rows.';
    comment on column job_files.name is 'The name the client gave; never used as a path.';
    comment on column job_files.stored_as is 'The key under which the store of files has it.';
    comment on column job_files.bytes is 'Its size.';
    comment on column job_files.sha256 is 'The SHA-256 of its bytes, in hexadecimal.';
    comment on column job_files.records is 'How many records follow its header.';
    comment on column job_files.removed_at is 'When its bytes were removed; its name and hash stay.';
    comment on column job_files.created_at is 'When it was uploaded.';
    comment on index job_files_job_id is 'The files of a job.';
  `.execute(db)
}

async function createJobParts(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table job_parts (
      job_id bigint not null
        constraint job_parts_job_id_fkey references jobs on delete cascade,
      part integer not null,
      file_id bigint not null
        constraint job_parts_file_id_fkey references job_files on delete cascade,
      byte_offset bigint not null,
      line bigint not null,
      records bigint not null default 0,
      is_done boolean not null default false,
      constraint job_parts_pkey primary key (job_id, part)
    );

    comment on table job_parts is
      'The checkpoint of an import: how far each stretch of its files is read and stored.';
    comment on column job_parts.job_id is 'The job.';
    comment on column job_parts.part is 'Counts the stretches from 0.';
    comment on column job_parts.file_id is 'The file it is a stretch of.';
    comment on column job_parts.byte_offset is 'Where the next record begins, in bytes from the start of the file.';
    comment on column job_parts.line is 'The physical line there, from 1.';
    comment on column job_parts.records is 'How many records were stored.';
    comment on column job_parts.is_done is 'True when nothing of it is left to read.';
  `.execute(db)
}

async function createTransactions(db: Kysely<unknown>): Promise<void> {
  // Each job has a partition of its own, made when it starts: rows are copied into it without an index on the ids, which
  // is built once at the end, and a job's rows go by dropping a table.
  await sql`
    create table transactions (
      job_id bigint not null,
      row_number bigint not null,
      line bigint not null,
      transaction_id text collate "C",
      amount numeric,
      date timestamptz(3),
      description text,
      user_id text collate "C",
      is_valid boolean not null,
      is_suspicious boolean not null,
      errors jsonb,
      raw text
    ) partition by list (job_id);

    comment on table transactions is
      'The checked rows of transaction files, valid and invalid ones; one partition for each job.';
    comment on column transactions.job_id is 'The job whose file the row stands in.';
    comment on column transactions.row_number is 'Counts the records of the file from 1 after the header.';
    comment on column transactions.line is 'The physical line where the record begins, from 1.';
    comment on column transactions.transaction_id is 'The id, as written; unique among the valid rows of a job.';
    comment on column transactions.amount is 'The exact amount, with the scale it was written with.';
    comment on column transactions.date is 'The instant.';
    comment on column transactions.description is 'Free text.';
    comment on column transactions.user_id is 'Whom the file names; any text.';
    comment on column transactions.is_valid is 'Whether the row passed every check.';
    comment on column transactions.is_suspicious is 'Whether its amount is below 0 or above 50000.';
    comment on column transactions.errors is 'Why it is invalid: every reason; null for a valid row.';
    comment on column transactions.raw is 'The text of an invalid row as it stands in the file.';
  `.execute(db)
}
