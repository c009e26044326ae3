import { sql } from 'kysely'
import type { Database } from '../../platform/database/database.ts'

/** The tables with personal data, and with keys, hashes or answers that were made of it. */
const tables = [
  ...['customers', 'customer_keys', 'customer_search', 'orders', 'order_documents', 'order_events'],
  ...['order_search', 'barcode_scans', 'idempotency_keys'],
]

/**
 * Takes statistics of these tables anew: PostgreSQL keeps some values of each column for planning, as they were when it
 * looked last. Of a table without rows ANALYZE leaves the old ones, so these are taken away.
 */
export async function renewStatistics(db: Database): Promise<void> {
  for (const table of tables) await sql`analyze ${sql.id(table)}`.execute(db)
  const { rows } = await sql<{ hasFunction: boolean; isSuperuser: boolean }>`
    select to_regprocedure('pg_clear_attribute_stats(text, text, text, boolean)') is not null as "hasFunction",
      current_setting('is_superuser') = 'on' as "isSuperuser"
  `.execute(db)
  if (rows[0]?.hasFunction === true) await clearEmpty(db)
  else if (rows[0]?.isSuperuser === true) await deleteEmpty(db)
}

const isEmptyTable = sql`
  c.reltuples = 0 and c.relnamespace = current_schema()::regnamespace
    and (c.relname = any(${tables}::text[]) or c.oid in (
      select inhrelid from pg_inherits where inhparent = 'order_events'::regclass))
`

/** As the owner of the tables may since PostgreSQL 18. */
async function clearEmpty(db: Database): Promise<void> {
  await sql`
    select pg_clear_attribute_stats(s.schemaname::text, s.tablename::text, s.attname::text, s.inherited)
    from pg_stats s join pg_class c on c.relname = s.tablename and c.relnamespace = s.schemaname::regnamespace
    where ${isEmptyTable}
  `.execute(db)
}

/** As only a superuser may before that. */
async function deleteEmpty(db: Database): Promise<void> {
  await sql`
    delete from pg_statistic where starelid in (select c.oid from pg_class c where ${isEmptyTable})
  `.execute(db)
}
