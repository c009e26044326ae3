import { sql } from 'kysely'
import type { Database } from '../../platform/database/database.ts'

/** Who a session or a key acts as, by its id. */
export interface ActingRow {
  name: string
  role: string
  user_role: string
}

/** The user of a session that is neither over nor idle for too long, if they are active. */
export async function findActingBySession(
  db: Database,
  { id, now, idleSince }: { id: string; now: Date; idleSince: Date },
): Promise<ActingRow | undefined> {
  const { rows } = await sql<ActingRow>`
    select users.name, users.role, users.role as user_role from sessions join users on users.id = user_id
    where sessions.id = ${id} and expires_at > ${now} and last_seen_at > ${idleSince} and deactivated_at is null
  `.execute(db)
  return rows[0]
}

/** A key and its user, if neither is out of use. */
export async function findActingByKey(
  db: Database,
  { id, now }: { id: string; now: Date },
): Promise<ActingRow | undefined> {
  const { rows } = await sql<ActingRow>`
    select api_keys.name, api_keys.role, users.role as user_role from api_keys join users on users.id = user_id
    where api_keys.id = ${id} and revoked_at is null and deactivated_at is null
      and (expires_at is null or expires_at > ${now})
  `.execute(db)
  return rows[0]
}
