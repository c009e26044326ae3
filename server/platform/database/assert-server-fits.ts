import { sql } from 'kysely'
import { PlainError } from '../errors.ts'
import type { Database } from './database.ts'

/**
 * Refuses a server or a database that cannot hold what Docket stores.
 * @throws PlainError with one line that says what is wrong with it.
 */
export async function assertServerFits(db: Database): Promise<void> {
  const { rows } = await sql<ServerFacts>`
    select current_setting('server_version') as version,
           current_setting('server_version_num')::int as version_number,
           current_setting('server_encoding') as encoding,
           exists (select from pg_collation where collname = 'und-x-icu') as has_icu`.execute(db)
  const fault = rows.map(findFault)[0]
  if (fault !== undefined) throw new PlainError(`Docket cannot use this database: ${fault}`)
}

interface ServerFacts {
  version: string
  version_number: number
  encoding: string
  has_icu: boolean
}

function findFault({ version, version_number, encoding, has_icu }: ServerFacts): string | undefined {
  if (version_number < 150_000) return `its server is PostgreSQL ${version}, needed is 15 or newer`
  // Only in UTF-8 can the database keep every text exactly and count its code points.
  if (encoding !== 'UTF8') return `its encoding is ${encoding}, needed is UTF8`
  if (!has_icu) return 'its server was built without ICU, which e-mail addresses are compared with'
  return undefined
}
