import { type Kysely, sql } from 'kysely'

/** What the API remembers between requests: the secret that signs cursors, and what was done under an Idempotency-Key. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createInstallation(db)
  await createIdempotencyKeys(db)
}

/** Takes both away. */
export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`
    drop table idempotency_keys;
    drop table installation;
  `.execute(db)
}

async function createInstallation(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table installation (
      is_only boolean not null default true
        constraint installation_pkey primary key
        constraint installation_is_only check (is_only),
      cursor_secret bytea not null
        default sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8'))
    );
    insert into installation default values;

    comment on table installation is 'One row: what belongs to this installation as a whole.';
    comment on column installation.is_only is 'Keeps it one row.';
    comment on column installation.cursor_secret is
      'Signs the cursors of lists, so that each process reads what another one made.';
  `.execute(db)
}

async function createIdempotencyKeys(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table idempotency_keys (
      scope bytea not null
        constraint idempotency_keys_pkey primary key,
      fingerprint bytea not null,
      holder text collate "C",
      holder_backend_pid integer,
      holder_backend_start timestamptz,
      held_until timestamptz,
      effects bytea[] not null default '{}',
      status integer,
      headers jsonb,
      body bytea,
      created_at timestamptz(3) not null default now()
    );
    create index idempotency_keys_created_at on idempotency_keys (created_at);

    comment on table idempotency_keys is
      'What was done under each Idempotency-Key, and how it was answered; kept for seven days.';
    comment on column idempotency_keys.scope is 'The SHA-256 of who asked, what of whom, and the key.';
    comment on column idempotency_keys.fingerprint is 'The SHA-256 of what the request said: a key belongs to one request.';
    comment on column idempotency_keys.holder is
      'The attempt that is running; an effect is stored only while it is named here. Null when none runs.';
    comment on column idempotency_keys.holder_backend_pid is
      'The database connection of that attempt''s process: gone when the process is.';
    comment on column idempotency_keys.holder_backend_start is 'When that connection began: process ids come again.';
    comment on column idempotency_keys.held_until is 'When the attempt is given up in any case.';
    comment on column idempotency_keys.effects is
      'What each transaction of the request gave back, stored in that transaction: it is never done again. Null where that cannot be kept.';
    comment on column idempotency_keys.status is 'The status of the answer; null until there is one.';
    comment on column idempotency_keys.headers is 'The headers of the answer that say what its body is.';
    comment on column idempotency_keys.body is 'The body of the answer; encrypted where it holds a secret.';
    comment on column idempotency_keys.created_at is 'When the key was first used.';
    comment on index idempotency_keys_created_at is 'Finds what is old enough to be forgotten.';
  `.execute(db)
}
