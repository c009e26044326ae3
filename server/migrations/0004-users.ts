import { type Kysely, sql } from 'kysely'

/** Users, who own jobs, and the log of every change that anybody makes. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createUsers(db)
  await createAuditLog(db)
}

/** Takes the users and the log away. */
export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`
    drop table audit_log;
    drop function refuse_change();
    drop table users;
  `.execute(db)
}

async function createUsers(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table users (
      id text collate "C" not null default gen_random_uuid()::text
        constraint users_pkey primary key,
      email text collate "C" not null
        constraint users_email_length check (length(email) between 3 and 255),
      name text not null
        constraint users_name_length check (length(name) between 1 and 255),
      role text collate "C" not null default 'operator'
        constraint users_role_known check (role in ('admin', 'operator', 'viewer')),
      password_hash text collate "C",
      deactivated_at timestamptz(3),
      created_at timestamptz(3) not null default now(),
      updated_at timestamptz(3) not null default now()
    );
    create unique index users_email_key on users (email_key(email));
    create index users_created_at_id on users (created_at, id);
    create trigger users_touch before update on users
      for each row execute function touch_updated_at();

    comment on table users is 'People who sign in.';
    comment on column users.id is 'The id that people and programs see.';
    comment on column users.email is 'What they sign in with, as written; unique in any letter case.';
    comment on column users.name is 'What to call them.';
    comment on column users.role is 'admin, operator or viewer.';
    comment on column users.password_hash is
      'The password as argon2id with its salt and costs; null until the invitation was used.';
    comment on column users.deactivated_at is 'Since when nothing of theirs is let in; null while active.';
    comment on column users.created_at is 'When the user was made.';
    comment on column users.updated_at is 'When the row was last changed; a trigger sees to it.';
    comment on index users_email_key is 'One user per e-mail address, and the way to find them.';
    comment on index users_created_at_id is 'Lists users in the order in which they came.';
  `.execute(db)
}

async function createAuditLog(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table audit_log (
      id bigint generated always as identity
        constraint audit_log_pkey primary key,
      at timestamptz(3) not null default now(),
      actor_kind text collate "C" not null
        constraint audit_log_actor_kind_known
          check (actor_kind in ('user', 'key', 'admin-key', 'command', 'nobody')),
      actor_id text collate "C",
      actor_name text not null,
      action text collate "C" not null,
      subject_id text collate "C",
      details jsonb not null default '{}'
    );
    create index audit_log_subject_id on audit_log (subject_id, id);

    create function refuse_change() returns trigger language plpgsql as $$
      begin
        raise exception 'the audit log is only ever added to';
      end
    $$;
    comment on function refuse_change() is 'Keeps a table from being changed or emptied.';
    create trigger audit_log_append_only before update or delete or truncate on audit_log
      for each statement execute function refuse_change();

    comment on table audit_log is 'Who changed what, and when. Rows are only ever added.';
    comment on column audit_log.id is 'Counts the entries.';
    comment on column audit_log.at is 'When it was done.';
    comment on column audit_log.actor_kind is
      'How whoever did it was known: user, key, admin-key, command (the command line) or nobody.';
    comment on column audit_log.actor_id is 'The id of the user, or of the key.';
    comment on column audit_log.actor_name is 'What they were called at that time.';
    comment on column audit_log.action is 'What was done, such as job.start.';
    comment on column audit_log.subject_id is 'The id of what it was done to.';
    comment on column audit_log.details is 'What else is worth keeping; never a secret.';
    comment on index audit_log_subject_id is 'The history of one thing.';
  `.execute(db)
}
