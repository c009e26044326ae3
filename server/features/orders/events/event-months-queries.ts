import { sql } from 'kysely'
import type { Database } from '../../../platform/database/database.ts'

/** Makes the partitions of the events for the months of these instants, those that are missing. */
export async function makeMonths(db: Database, instants: readonly Date[]): Promise<void> {
  await sql`
    select make_order_events_month(month) from (
      select distinct date_trunc('month', instant at time zone 'UTC') at time zone 'UTC' as month
      from unnest(${instants}::timestamptz[]) as instant
    ) as months order by month
  `.execute(db)
}
