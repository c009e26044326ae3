import { sql } from 'kysely'
import type { Database } from '../database/database.ts'

/** The channel on which processes tell each other that something has changed. */
export const hintsChannel = 'docket_hints'

/** Says something on the channel to every process. */
export async function notifyHint(db: Database, text: string): Promise<void> {
  await sql`select pg_notify(${hintsChannel}, ${text})`.execute(db)
}
