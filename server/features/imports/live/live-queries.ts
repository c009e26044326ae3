import { sql } from 'kysely'
import type { Database } from '../../../platform/database/database.ts'

/** True when there is such a user, active or not. */
export async function userExists(db: Database, userId: string): Promise<boolean> {
  const { rows } = await sql`select from users where id = ${userId}`.execute(db)
  return rows.length > 0
}
