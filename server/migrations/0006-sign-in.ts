import { type Kysely, sql } from 'kysely'

/** What lets people and programs in: one-time links, sessions, API keys; and what slows guessing. No secret is stored. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createLinks(db)
  await createSessions(db)
  await createKeys(db)
  await createAttempts(db)
  await sql`
    create index audit_log_actor_id on audit_log (actor_id, id);
    comment on index audit_log_actor_id is 'What one user or key has done.';
  `.execute(db)
}

/** Signs everybody out for good. */
export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`
    drop index audit_log_actor_id;
    drop table sign_in_attempts;
    drop table api_keys;
    drop table sessions;
    drop table one_time_links;
  `.execute(db)
}

async function createLinks(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table one_time_links (
      token_hash text collate "C" not null
        constraint one_time_links_pkey primary key,
      purpose text collate "C" not null
        constraint one_time_links_purpose_known check (purpose in ('setup', 'invitation', 'reset')),
      user_id text collate "C"
        constraint one_time_links_user_id_fkey references users on delete cascade,
      created_at timestamptz(3) not null,
      expires_at timestamptz(3) not null,
      constraint one_time_links_user_id_key unique nulls not distinct (user_id),
      constraint one_time_links_setup_nobodys check ((purpose = 'setup') = (user_id is null))
    );

    comment on table one_time_links is
      'Links that set a password once; a row goes when its link is used, and a newer link takes its place.';
    comment on column one_time_links.token_hash is 'The SHA-256 of what the link holds, in hexadecimal.';
    comment on column one_time_links.purpose is 'setup, invitation or reset.';
    comment on column one_time_links.user_id is
      'Whose password it sets; null for the setup link, which makes the first admin.';
    comment on column one_time_links.created_at is 'When it was made.';
    comment on column one_time_links.expires_at is 'From when on it is worth nothing.';
  `.execute(db)
}

async function createSessions(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table sessions (
      id text collate "C" not null default gen_random_uuid()::text
        constraint sessions_pkey primary key,
      user_id text collate "C" not null
        constraint sessions_user_id_fkey references users on delete cascade,
      series_hash text collate "C" not null
        constraint sessions_series_hash_key unique,
      token_hash text collate "C" not null,
      next_token_hash text collate "C",
      next_offered_at timestamptz(3),
      last_token_hash text collate "C",
      rotated_at timestamptz(3) not null,
      created_at timestamptz(3) not null,
      last_seen_at timestamptz(3) not null,
      expires_at timestamptz(3) not null,
      user_agent text
        constraint sessions_user_agent_length check (length(user_agent) <= 255),
      address text collate "C"
    );
    create index sessions_user_id on sessions (user_id, created_at, id);

    comment on table sessions is 'Who is signed in from where. A row goes when its session is ended.';
    comment on column sessions.id is 'The id that its owner sees.';
    comment on column sessions.user_id is 'Who is signed in.';
    comment on column sessions.series_hash is
      'The SHA-256 of the half of the cookie that stays for the whole session.';
    comment on column sessions.token_hash is 'The SHA-256 of the half that is renewed now and then.';
    comment on column sessions.next_token_hash is 'Of the one that was offered and not yet shown.';
    comment on column sessions.next_offered_at is 'When that was offered.';
    comment on column sessions.last_token_hash is
      'Of the one before: good for a moment, because requests overtake each other.';
    comment on column sessions.rotated_at is 'When the present one was first shown.';
    comment on column sessions.created_at is 'When they signed in.';
    comment on column sessions.last_seen_at is 'When it was last used, give or take a minute.';
    comment on column sessions.expires_at is 'When it ends, however much it is used.';
    comment on column sessions.user_agent is 'The browser, as it names itself.';
    comment on column sessions.address is 'Where they signed in from.';
    comment on index sessions_user_id is 'The sessions of a user.';
  `.execute(db)
}

async function createKeys(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table api_keys (
      id text collate "C" not null default gen_random_uuid()::text
        constraint api_keys_pkey primary key,
      user_id text collate "C" not null
        constraint api_keys_user_id_fkey references users on delete cascade,
      name text not null
        constraint api_keys_name_length check (length(name) between 1 and 255),
      role text collate "C" not null
        constraint api_keys_role_known check (role in ('admin', 'operator', 'viewer')),
      key_hash text collate "C" not null
        constraint api_keys_key_hash_key unique,
      prefix text collate "C" not null,
      created_at timestamptz(3) not null,
      expires_at timestamptz(3),
      last_used_at timestamptz(3),
      revoked_at timestamptz(3)
    );
    create index api_keys_created_at_id on api_keys (created_at, id);
    create index api_keys_user_id on api_keys (user_id, created_at, id);

    comment on table api_keys is 'Keys that programs send; each acts as a user.';
    comment on column api_keys.id is 'The id that people and programs see.';
    comment on column api_keys.user_id is 'Who it acts as.';
    comment on column api_keys.name is 'What it is for.';
    comment on column api_keys.role is 'What it may do, but never more than its user may.';
    comment on column api_keys.key_hash is 'The SHA-256 of the key, in hexadecimal.';
    comment on column api_keys.prefix is 'How the key begins, to recognise it by.';
    comment on column api_keys.created_at is 'When it was made.';
    comment on column api_keys.expires_at is 'From when on it is refused; null for never.';
    comment on column api_keys.last_used_at is 'When it was last sent, give or take a minute.';
    comment on column api_keys.revoked_at is 'Since when it is refused for good; null while it is good.';
    comment on index api_keys_created_at_id is 'Lists keys in the order in which they came.';
    comment on index api_keys_user_id is 'The keys of a user.';
  `.execute(db)
}

async function createAttempts(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table sign_in_attempts (
      subject text collate "C" not null
        constraint sign_in_attempts_pkey primary key,
      failures integer not null default 0,
      open_at timestamptz(3) not null,
      forget_at timestamptz(3) not null
    );
    create index sign_in_attempts_forget_at on sign_in_attempts (forget_at);

    comment on table sign_in_attempts is
      'Wrong passwords of late, counted for each account and each address, so that guessing is slowed.';
    comment on column sign_in_attempts.subject is
      'account: and the SHA-256 of an e-mail address in lower case, or address: and a network address.';
    comment on column sign_in_attempts.failures is 'How many attempts failed, or are being looked at.';
    comment on column sign_in_attempts.open_at is 'From when on the next attempt is looked at.';
    comment on column sign_in_attempts.forget_at is 'When all is forgotten, unless one more fails before.';
    comment on index sign_in_attempts_forget_at is 'Finds what can be forgotten.';
  `.execute(db)
}
