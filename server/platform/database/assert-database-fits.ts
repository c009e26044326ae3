import { sql } from 'kysely'
import { PlainError } from '../errors.ts'
import type { Database } from './database.ts'

/**
 * Refuses a database that cannot hold what Docket stores.
 * @throws PlainError with one line that says what is wrong with it.
 */
export async function assertDatabaseFits(db: Database): Promise<void> {
  const { rows } = await sql<{ encoding: string; has_icu: boolean }>`
    select current_setting('server_encoding') as encoding,
           exists (select from pg_collation where collname = 'und-x-icu') as has_icu`.execute(db)
  for (const { encoding, has_icu } of rows) {
    // Only in UTF-8 does the database keep every text exactly and count its code points.
    if (encoding !== 'UTF8')
      throw new PlainError(`Docket needs a database with the encoding UTF8, and this one has ${encoding}`)
    if (!has_icu)
      throw new PlainError(
        'Docket needs a PostgreSQL built with ICU, which it compares e-mail addresses with',
      )
  }
}
