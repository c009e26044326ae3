import { sql } from 'kysely'
import type { Database } from '../../../platform/database/database.ts'

/** What time it is for the database, whose clock dates what imports store. */
export async function readNow(db: Database): Promise<Date> {
  const { rows } = await sql<{ now: Date }>`select now()::timestamptz(3) as now`.execute(db)
  const [row] = rows
  if (row === undefined) throw new Error('the database does not know the time')
  return row.now
}
