import { type RawBuilder, sql } from 'kysely'
import type { Database, Transaction } from '../database/database.ts'

/** An answer as it is kept. */
export interface KeptAnswer {
  status: number
  headers: Readonly<Record<string, string>>
  /** Null when it holds a secret that could not be kept. */
  body: Buffer | null
}

/** What stands under a key that somebody else used before. */
export interface KeyRow {
  fingerprint: Buffer
  answer: KeptAnswer | undefined
}

/**
 * Takes a key for an attempt: one that is new, or whose last attempt ended without an answer. An attempt lives as long
 * as the database connection that took the key, so a process that was killed holds nothing.
 * @returns what the transactions of earlier attempts gave back; undefined when the key cannot be taken
 */
export async function takeKey(
  db: Database,
  { scope, fingerprint, holder }: { scope: Buffer; fingerprint: Buffer; holder: string },
): Promise<(Buffer | null)[] | undefined> {
  const { rows } = await sql<{ effects: (Buffer | null)[] }>`
    insert into idempotency_keys as kept
      (scope, fingerprint, holder, holder_backend_pid, holder_backend_start, held_until)
    select ${scope}, ${fingerprint}, ${holder}, pid, backend_start, now() + interval '5 minutes'
    from pg_stat_activity where pid = pg_backend_pid()
    on conflict (scope) do update
      set holder = excluded.holder,
          holder_backend_pid = excluded.holder_backend_pid,
          holder_backend_start = excluded.holder_backend_start,
          held_until = excluded.held_until
      where kept.fingerprint = excluded.fingerprint
        and kept.status is null
        and (kept.holder is null
          or kept.held_until < now()
          or not exists (
            select from pg_stat_activity
            where pid = kept.holder_backend_pid and backend_start = kept.holder_backend_start))
    returning effects
  `.execute(db)
  return rows[0]?.effects
}

/** What stands under a key that could not be taken; undefined when it was given up meanwhile. */
export async function findKey(db: Database, scope: Buffer): Promise<KeyRow | undefined> {
  const { rows } = await sql<{
    fingerprint: Buffer
    status: number | null
    headers: Record<string, string> | null
    body: Buffer | null
  }>`
    select fingerprint, status, headers, body from idempotency_keys where scope = ${scope}
  `.execute(db)
  const [row] = rows
  if (row === undefined) return undefined
  const { fingerprint, status, headers, body } = row
  return { fingerprint, answer: status === null ? undefined : { status, headers: headers ?? {}, body } }
}

/**
 * Keeps what a transaction gives back, in that transaction.
 * @returns false when another attempt has taken the key: this one must not store anything
 */
export async function keepEffect(
  tx: Transaction,
  { scope, holder }: { scope: Buffer; holder: string },
  effect: Buffer | null,
): Promise<boolean> {
  const { rows } = await sql`
    update idempotency_keys set effects = array_append(effects, ${effect}::bytea)
    where scope = ${scope} and holder = ${holder}
    returning 1
  `.execute(tx)
  return rows.length > 0
}

/** Keeps the answer; what led to it is not needed any more. */
export async function keepAnswer(
  db: Database,
  { scope, holder }: { scope: Buffer; holder: string },
  { status, headers, body }: KeptAnswer,
): Promise<void> {
  await sql`
    update idempotency_keys
    set status = ${status}, headers = ${JSON.stringify(headers)}::jsonb, body = ${body},
        holder = null, effects = '{}'
    where scope = ${scope} and holder = ${holder}
  `.execute(db)
}

/** Lets the next attempt have the key. One under which nothing was done is forgotten. */
export async function releaseKey(
  db: Database,
  { scope, holder }: { scope: Buffer; holder: string },
): Promise<void> {
  // First this: a transaction whose commit is still under way then finds no key, and stores nothing.
  await sql`
    delete from idempotency_keys where scope = ${scope} and holder = ${holder} and effects = '{}'
  `.execute(db)
  await sql`
    update idempotency_keys set holder = null where scope = ${scope} and holder = ${holder}
  `.execute(db)
}

/** Which of the keys were used before, in hex, whatever has become of them: a query that may be a part of another one. */
export function usedKeys(scopes: readonly Buffer[]): RawBuilder<unknown> {
  return sql`select encode(scope, 'hex') from idempotency_keys where scope = any(${scopes}::bytea[])`
}

/** An answer under a key that is used for the first time, by what has its effect in the same transaction. */
export interface FirstAnswer extends Omit<KeptAnswer, 'body'> {
  scope: Buffer
  fingerprint: Buffer
  body: string
}

/**
 * Keeps answers with their effects: a statement that is a part of the one that has them. It fails when somebody else has used
 * one of the keys meanwhile.
 */
export function insertingAnswers(answers: readonly FirstAnswer[]): RawBuilder<unknown> {
  return sql`
    insert into idempotency_keys (scope, fingerprint, status, headers, body)
    select scope, fingerprint, status, headers, convert_to(body, 'UTF8') from unnest(
      ${answers.map(({ scope }) => scope)}::bytea[], ${answers.map(({ fingerprint }) => fingerprint)}::bytea[],
      ${answers.map(({ status }) => status)}::integer[],
      ${answers.map(({ headers }) => JSON.stringify(headers))}::jsonb[],
      ${answers.map(({ body }) => body)}::text[]
    ) as fresh (scope, fingerprint, status, headers, body)
  `
}

/** Forgets keys that were first used before `until`, a batch at a time. @returns how many there were */
export async function forgetKeys(db: Database, until: Date, batchSize: number): Promise<number> {
  const { rows } = await sql`
    delete from idempotency_keys where scope in
      (select scope from idempotency_keys where created_at < ${until} order by created_at limit ${batchSize})
    returning 1
  `.execute(db)
  return rows.length
}
