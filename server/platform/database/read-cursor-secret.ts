import { sql } from 'kysely'
import type { Database } from './database.ts'

/** What signs the cursors of this installation, the same for every process. Needs a migrated database. */
export async function readCursorSecret(db: Database): Promise<Buffer> {
  const { rows } = await sql<{ cursor_secret: Buffer }>`select cursor_secret from installation`.execute(db)
  const [installation] = rows
  if (installation === undefined) throw new Error('the table installation has lost its row')
  return installation.cursor_secret
}
