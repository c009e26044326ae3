import { sql } from 'kysely'
import type { Database } from '../../platform/database/database.ts'

/** Whether the database has no event of the month. @param month as 2024-03 */
export async function isMonthEmpty(db: Database, month: string): Promise<boolean> {
  const { rows } = await sql<{ empty: boolean }>`
    select not exists (select from ${partitionOf(month)}) as empty
  `.execute(db)
  return rows[0]?.empty === true
}

/**
 * Takes the partition of a month away, unless an event has come in. Readers and writers of events wait for it, so it
 * waits itself only for so long.
 * @returns false when there are events
 * @throws DatabaseError 55P03 when others use the table for longer than that
 */
export async function dropMonth(db: Database, month: string, waitMs: number): Promise<boolean> {
  return db.transaction().execute(async (tx) => {
    await sql`select set_config('lock_timeout', ${`${waitMs}ms`}, true)`.execute(tx)
    // As whoever makes a partition does, and before any table is locked.
    await sql`select pg_advisory_xact_lock(hashtext('order_events'), 0)`.execute(tx)
    await sql`lock table only order_events in access exclusive mode`.execute(tx)
    if (!(await isMonthEmpty(tx, month))) return false
    await sql`drop table ${partitionOf(month)}`.execute(tx)
    return true
  })
}

/** @param month as the name of a partition says it */
function partitionOf(month: string) {
  if (!/^\d{4}-\d\d$/.test(month)) throw new Error(`${month} is no month`)
  return sql.id(`order_events_${month.replace('-', '_')}`)
}
