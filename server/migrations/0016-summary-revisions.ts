import { type Kysely, sql } from 'kysely'

/**
 * Says of each day whether its summaries have changed, so that what was made of them is made again only then. Triggers
 * see to it, whoever writes the summaries: none can be forgotten.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createDays(db)
  await createTriggers(db)
}

/** Takes the revisions away; the summaries stay as they are. */
export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`
    drop trigger status_summaries_revise_inserted on status_summaries;
    drop trigger status_summaries_revise_updated on status_summaries;
    drop trigger status_summaries_revise_deleted on status_summaries;
    drop trigger status_summaries_revise_all on status_summaries;
    drop function revise_summary_days();
    drop function revise_all_summary_days();
    drop table summary_days;
  `.execute(db)
}

async function createDays(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table summary_days (
      day timestamptz(3)
        constraint summary_days_pkey primary key,
      revision bigint not null
    );
    insert into summary_days (day, revision)
      select distinct date_trunc('day', start at time zone 'UTC') at time zone 'UTC', 1
      from status_summaries where span_seconds = 900;

    comment on table summary_days is
      'How often the status summaries of each day in UTC were changed: what was made of them holds until then. No row without a change.';
    comment on column summary_days.day is 'The first instant of the day.';
    comment on column summary_days.revision is 'Counts the statements that changed them; it never goes back.';
  `.execute(db)
}

async function createTriggers(db: Kysely<unknown>): Promise<void> {
  // The summaries of hours and days change with those of their quarters, in the same transaction.
  await sql`
    create function revise_summary_days() returns trigger language plpgsql as $$
      begin
        insert into summary_days as stored (day, revision)
          select distinct date_trunc('day', start at time zone 'UTC') at time zone 'UTC' as day, 1
          from changed where span_seconds = 900 order by day
        on conflict (day) do update set revision = stored.revision + 1;
        return null;
      end
    $$;
    create function revise_all_summary_days() returns trigger language plpgsql as $$
      begin
        update summary_days set revision = revision + 1;
        return null;
      end
    $$;
    create trigger status_summaries_revise_inserted after insert on status_summaries
      referencing new table as changed for each statement execute function revise_summary_days();
    create trigger status_summaries_revise_updated after update on status_summaries
      referencing new table as changed for each statement execute function revise_summary_days();
    create trigger status_summaries_revise_deleted after delete on status_summaries
      referencing old table as changed for each statement execute function revise_summary_days();
    create trigger status_summaries_revise_all after truncate on status_summaries
      for each statement execute function revise_all_summary_days();
  `.execute(db)
}
