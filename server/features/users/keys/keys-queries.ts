import { sql } from 'kysely'
import type { ApiKey } from '#contract/users.ts'
import type { Database, Transaction } from '../../../platform/database/database.ts'
import { toRole } from '../user-row.ts'

/** A key with its user, as it is looked up for each request. */
export interface GoodKeyRow {
  id: string
  name: string
  role: string
  last_used_at: Date | null
  user_id: string
  user_role: string
}

/** The key with this hash, if neither it nor its user is out of use. */
export async function findGoodKey(db: Database, keyHash: string, now: Date): Promise<GoodKeyRow | undefined> {
  const { rows } = await sql<GoodKeyRow>`
    select api_keys.id, api_keys.name, api_keys.role, last_used_at, user_id, users.role as user_role
    from api_keys join users on users.id = user_id
    where key_hash = ${keyHash} and revoked_at is null and deactivated_at is null
      and (expires_at is null or expires_at > ${now})
  `.execute(db)
  return rows[0]
}

/** Notes that a key was sent. */
export async function touchKey(db: Database, id: string, now: Date): Promise<void> {
  await sql`update api_keys set last_used_at = ${now} where id = ${id}`.execute(db)
}

export interface NewKey {
  userId: string
  name: string
  role: string
  keyHash: string
  prefix: string
  now: Date
  expiresAt: Date | null
}

/** Stores a key. */
export async function insertKey(tx: Transaction, key: NewKey): Promise<ApiKey> {
  const { userId, name, role, keyHash, prefix, now, expiresAt } = key
  const { rows } = await sql<KeyRow>`
    insert into api_keys (user_id, name, role, key_hash, prefix, created_at, expires_at)
    values (${userId}, ${name}, ${role}, ${keyHash}, ${prefix}, ${now}, ${expiresAt})
    returning ${keyColumns}
  `.execute(tx)
  const [row] = rows
  if (row === undefined) throw new Error('the database kept no row of the key')
  return toKey(row)
}

/** Keys in the order in which they were made, from after a position on, of one user or of all. */
export async function listKeyRows(
  db: Database,
  {
    userId,
    after,
    limit,
  }: { userId: string | undefined; after: readonly unknown[] | undefined; limit: number },
): Promise<ApiKey[]> {
  const ofUser = userId === undefined ? sql`true` : sql`user_id = ${userId}`
  const isAfter =
    after === undefined ? sql`true` : sql`(created_at, id) > (${after[0]}::timestamptz, ${after[1]})`
  const { rows } = await sql<KeyRow>`
    select ${keyColumns} from api_keys where ${ofUser} and ${isAfter} order by created_at, id limit ${limit}
  `.execute(db)
  return rows.map(toKey)
}

/** Puts a key out of use for good. Returns nothing when there is no such key; a key that was revoked stays as it is. */
export async function revokeKeyRow(
  tx: Transaction,
  id: string,
  now: Date,
): Promise<{ isNew: boolean } | undefined> {
  const { rows } = await sql<{ revoked_at: Date | null }>`
    select revoked_at from api_keys where id = ${id} for update
  `.execute(tx)
  const [row] = rows
  if (row === undefined) return undefined
  await sql`update api_keys set revoked_at = ${now} where id = ${id} and revoked_at is null`.execute(tx)
  return { isNew: row.revoked_at === null }
}

/** Puts every key of a user out of use for good. */
export async function revokeKeysOf(tx: Transaction, userId: string, now: Date): Promise<void> {
  await sql`update api_keys set revoked_at = ${now} where user_id = ${userId} and revoked_at is null`.execute(
    tx,
  )
}

const keyColumns = sql`id, user_id, name, role, prefix, created_at, expires_at, last_used_at, revoked_at`

interface KeyRow {
  id: string
  user_id: string
  name: string
  role: string
  prefix: string
  created_at: Date
  expires_at: Date | null
  last_used_at: Date | null
  revoked_at: Date | null
}

function toKey(row: KeyRow): ApiKey {
  return {
    id: row.id,
    name: row.name,
    role: toRole(row.role),
    userId: row.user_id,
    prefix: row.prefix,
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at?.toISOString() ?? null,
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
    revokedAt: row.revoked_at?.toISOString() ?? null,
  }
}
