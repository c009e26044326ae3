import { sql } from 'kysely'
import type { Database } from '../../../platform/database/database.ts'

/** A counter: which, for which status where it is counted by status (else 0), and how many. */
export interface Total {
  name: string
  key: number
  value: number
}

/** All counters, of one moment. */
export async function listTotals(db: Database): Promise<Total[]> {
  const { rows } = await sql<Total>`select name, key, value from totals`.execute(db)
  return rows
}

/** How many customers have at least one order: counted in an index, some milliseconds for a hundred thousand. */
export async function countCustomers(db: Database): Promise<number> {
  const { rows } = await sql<{ customers: number }>`
    select count(*) as customers from customer_lifetimes
  `.execute(db)
  return rows[0]?.customers ?? 0
}
