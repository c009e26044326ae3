import { sql } from 'kysely'
import type { Database } from './database.ts'

/** True when the server writes each commit to the disk before it answers, so that a power cut loses nothing. */
export async function isFsyncOn(db: Database): Promise<boolean> {
  const { rows } = await sql<{ is_on: boolean }>`
    select current_setting('fsync')::boolean as is_on`.execute(db)
  return rows[0]?.is_on === true
}
