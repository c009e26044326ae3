import { sql } from 'kysely'
import type { RowCount } from '#contract/system.ts'
import type { Database } from '../database/database.ts'

/** The version of the PostgreSQL that answers, such as `18.1`. */
export async function findServerVersion(db: Database): Promise<string> {
  const { rows } = await sql<{ version: string }>`
    select split_part(current_setting('server_version'), ' ', 1) as version
  `.execute(db)
  return rows[0]?.version ?? 'unknown'
}

/** Counting this many rows takes some ten milliseconds; beyond it the planner's estimate must do. */
const countedRowsMax = 100_000

/** How many rows a table holds, always quickly. */
export async function countRows(db: Database, table: 'customers' | 'orders' | 'barcodes'): Promise<RowCount> {
  const { rows } = await sql<{ counted: number; estimated: number }>`
    select
      (select count(*) from (select from ${sql.table(table)} limit ${countedRowsMax + 1}) as first_rows) as counted,
      (select reltuples::bigint from pg_class where oid = ${table}::regclass) as estimated
  `.execute(db)
  const { counted = 0, estimated = 0 } = rows[0] ?? {}
  if (counted <= countedRowsMax) return { rows: counted, exact: true }
  return { rows: Math.max(counted, estimated), exact: false }
}
