import { sql } from 'kysely'
import type { Session } from '#contract/sign-in.ts'
import type { Database, Transaction } from '../../../platform/database/database.ts'
import type { UserRow } from '../user-row.ts'

/** A session with its user, as it is looked up for each request. */
export interface SessionRow {
  id: string
  token_hash: string
  next_token_hash: string | null
  next_offered_at: Date | null
  last_token_hash: string | null
  rotated_at: Date
  last_seen_at: Date
  expires_at: Date
  user_id: string
  name: string
  role: string
}

/** The session of a series, if its user is active. */
export async function findSession(db: Database, seriesHash: string): Promise<SessionRow | undefined> {
  const { rows } = await sql<SessionRow>`
    select sessions.id, token_hash, next_token_hash, next_offered_at, last_token_hash, rotated_at, last_seen_at,
      expires_at, user_id, users.name, users.role
    from sessions join users on users.id = user_id
    where series_hash = ${seriesHash} and deactivated_at is null
  `.execute(db)
  return rows[0]
}

export interface NewSession {
  userId: string
  seriesHash: string
  tokenHash: string
  now: Date
  expiresAt: Date
  userAgent: string | null
  address: string | null
}

/** Stores a session and returns its id. */
export async function insertSession(tx: Transaction, session: NewSession): Promise<string> {
  const { userId, seriesHash, tokenHash, now, expiresAt, userAgent, address } = session
  const { rows } = await sql<{ id: string }>`
    insert into sessions
      (user_id, series_hash, token_hash, rotated_at, created_at, last_seen_at, expires_at, user_agent, address)
    values (${userId}, ${seriesHash}, ${tokenHash}, ${now}, ${now}, ${now}, ${expiresAt}, ${userAgent}, ${address})
    returning id
  `.execute(tx)
  return rows[0]?.id ?? ''
}

/** Notes that a session was used. */
export async function touchSession(db: Database, id: string, now: Date): Promise<void> {
  await sql`update sessions set last_seen_at = ${now} where id = ${id}`.execute(db)
}

/** Stores the token that a session is offered, unless another request has just done so. Returns whether it was stored. */
export async function offerToken(
  db: Database,
  { id, rotated_at, next_offered_at }: SessionRow,
  { tokenHash, now }: { tokenHash: string; now: Date },
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update sessions set next_token_hash = ${tokenHash}, next_offered_at = ${now}
    where id = ${id} and rotated_at = ${rotated_at} and next_offered_at is not distinct from ${next_offered_at}
  `.execute(db)
  return numAffectedRows === 1n
}

/** Makes the offered token, which the browser has now shown, the only good one. */
export async function acceptToken(db: Database, id: string, tokenHash: string, now: Date): Promise<void> {
  await sql`
    update sessions set last_token_hash = token_hash, token_hash = next_token_hash, next_token_hash = null,
      next_offered_at = null, rotated_at = ${now}
    where id = ${id} and next_token_hash = ${tokenHash}
  `.execute(db)
}

/** The sessions of a user that have not run out, newest first. */
export async function listSessionRows(
  db: Database,
  { userId, now, idleSince }: { userId: string; now: Date; idleSince: Date },
): Promise<Omit<Session, 'current'>[]> {
  const { rows } = await sql<SessionListRow>`
    select id, created_at, last_seen_at, expires_at, user_agent, address from sessions
    where user_id = ${userId} and expires_at > ${now} and last_seen_at > ${idleSince}
    order by created_at desc, id desc limit 200
  `.execute(db)
  return rows.map((row) => ({
    id: row.id,
    createdAt: row.created_at.toISOString(),
    lastSeenAt: row.last_seen_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
    userAgent: row.user_agent,
    address: row.address,
  }))
}

interface SessionListRow {
  id: string
  created_at: Date
  last_seen_at: Date
  expires_at: Date
  user_agent: string | null
  address: string | null
}

/** Ends one session of a user. Returns whether there was one. */
export async function deleteSession(tx: Transaction, userId: string, id: string): Promise<boolean> {
  const { numAffectedRows } = await sql`
    delete from sessions where id = ${id} and user_id = ${userId}
  `.execute(tx)
  return numAffectedRows === 1n
}

/** Ends all sessions of a user. */
export async function deleteSessionsOf(tx: Transaction, userId: string): Promise<void> {
  await sql`delete from sessions where user_id = ${userId}`.execute(tx)
}

/** Removes the sessions of anybody that have run out. */
export async function deleteOverSessions(
  tx: Transaction,
  { now, idleSince }: { now: Date; idleSince: Date },
): Promise<void> {
  await sql`
    delete from sessions where id in (
      select id from sessions where expires_at < ${now} or last_seen_at < ${idleSince} limit 100
      for update skip locked
    )
  `.execute(tx)
}

/** The user with an e-mail address in any letter case, and what attempts for that address are counted under. */
export async function findSignIn(
  db: Database,
  email: string,
): Promise<{ account: string; user: UserRow | undefined }> {
  const { rows } = await sql<UserRow & { account: string; id: string | null }>`
    select encode(sha256(convert_to(given.key, 'UTF8')), 'hex') as account,
      id, email, name, role, password_hash, deactivated_at, created_at
    from (select email_key(${email}) as key) as given left join users on email_key(users.email) = given.key
  `.execute(db)
  const [row] = rows
  return { account: row?.account ?? '', user: row?.id == null ? undefined : row }
}
