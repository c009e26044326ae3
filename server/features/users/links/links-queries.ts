import { sql } from 'kysely'
import type { LinkPurpose } from '#contract/sign-in.ts'
import type { Database, Transaction } from '../../../platform/database/database.ts'

export type Purpose = LinkPurpose['purpose']

/** A link that can still be used, with whom it is for. */
export interface LinkRow {
  purpose: Purpose
  expires_at: Date
  user_id: string | null
  email: string | null
  name: string | null
}

export interface NewLink {
  tokenHash: string
  purpose: Purpose
  userId: string | null
  now: Date
  expiresAt: Date
}

/** Stores a link in the place of the older one of the same user, or of the older setup link. */
export async function replaceLink(tx: Transaction, link: NewLink): Promise<void> {
  const { tokenHash, purpose, userId, now, expiresAt } = link
  await sql`
    insert into one_time_links (token_hash, purpose, user_id, created_at, expires_at)
    values (${tokenHash}, ${purpose}, ${userId}, ${now}, ${expiresAt})
    on conflict (user_id) do update set token_hash = excluded.token_hash, purpose = excluded.purpose,
      created_at = excluded.created_at, expires_at = excluded.expires_at
  `.execute(tx)
}

/** The link with this hash, unless it has expired. */
export async function findLink(db: Database, tokenHash: string, now: Date): Promise<LinkRow | undefined> {
  const { rows } = await sql<LinkRow>`
    select purpose, expires_at, user_id, email, name
    from one_time_links left join users on users.id = user_id
    where token_hash = ${tokenHash} and expires_at > ${now}
  `.execute(db)
  return rows[0]
}

/** Takes a link out of use. Returns false when somebody else has just used it. */
export async function takeLink(tx: Transaction, tokenHash: string, now: Date): Promise<boolean> {
  const { numAffectedRows } = await sql`
    delete from one_time_links where token_hash = ${tokenHash} and expires_at > ${now}
  `.execute(tx)
  return numAffectedRows === 1n
}

/** Takes every link of a user out of use. */
export async function deleteLinksOf(tx: Transaction, userId: string): Promise<void> {
  await sql`delete from one_time_links where user_id = ${userId}`.execute(tx)
}
