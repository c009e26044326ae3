import { type Kysely, sql } from 'kysely'

/** What the metrics count of jobs: every end of a job and the verdicts of its rows, also when the job is deleted later. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table job_ends (
      id bigint generated always as identity
        constraint job_ends_pkey primary key,
      kind text collate "C" not null,
      status text collate "C" not null,
      ends integer not null,
      valid_records bigint not null,
      invalid_records bigint not null,
      suspicious_records bigint not null,
      at timestamptz(3) not null default now()
    );

    comment on table job_ends is
      'What the metrics count: rows are only ever added, so totals never go back and nobody waits for anybody.';
    comment on column job_ends.id is 'Counts the rows.';
    comment on column job_ends.kind is 'The kind of the job.';
    comment on column job_ends.status is 'The state it ended in.';
    comment on column job_ends.ends is '1 for an end, 0 when a completed job was repaired.';
    comment on column job_ends.valid_records is 'How many verdicts of its rows were added by that.';
    comment on column job_ends.invalid_records is 'The same of invalid ones.';
    comment on column job_ends.suspicious_records is 'The same of suspicious ones.';
    comment on column job_ends.at is 'When it happened.';

    create function record_job_end() returns trigger language plpgsql as $$
      declare
        is_end constant boolean := old.status <> new.status;
        is_completed constant boolean := new.status = 'completed';
      begin
        insert into job_ends (kind, status, ends, valid_records, invalid_records, suspicious_records)
        values (
          new.kind, new.status, is_end::integer,
          case when is_completed
            then greatest(0, new.valid_records - case when is_end then 0 else old.valid_records end) else 0 end,
          case when is_completed
            then greatest(0, new.invalid_records - case when is_end then 0 else old.invalid_records end) else 0 end,
          case when is_completed
            then greatest(0, new.suspicious_records - case when is_end then 0 else old.suspicious_records end) else 0 end
        );
        return null;
      end
    $$;
    comment on function record_job_end() is
      'Adds the end of a job, or what a repair has changed, to what the metrics count.';
    create trigger jobs_record_end after update on jobs for each row
      when (
        (new.status in ('completed', 'failed', 'cancelled') and old.status <> new.status)
        or (new.status = 'completed' and (
          old.valid_records, old.invalid_records, old.suspicious_records
        ) is distinct from (
          new.valid_records, new.invalid_records, new.suspicious_records
        ))
      )
      execute function record_job_end();
  `.execute(db)
}

/** Takes the counts away. */
export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`
    drop trigger jobs_record_end on jobs;
    drop function record_job_end();
    drop table job_ends;
  `.execute(db)
}
