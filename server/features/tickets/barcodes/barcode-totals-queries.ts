import { sql } from 'kysely'
import type { BarcodeCounts } from '#contract/analytics.ts'
import type { Database } from '../../../platform/database/database.ts'

/**
 * How many barcodes there are in each state: what is counted, and what waits to be counted. A change is in one of the two at
 * every moment, so this is what a count of all barcodes would say.
 */
export async function readBarcodeTotals(db: Database): Promise<BarcodeCounts> {
  const { rows } = await sql<BarcodeCounts>`
    select
      coalesce(sum(value) filter (where name = 'barcodes-unassigned'), 0)::bigint as unassigned,
      coalesce(sum(value) filter (where name = 'barcodes-assigned'), 0)::bigint as assigned,
      coalesce(sum(value) filter (where name = 'barcodes-redeemed'), 0)::bigint as redeemed
    from (
      select name, value from totals where name like 'barcodes-%'
      union all
      select name, change from summary_deltas where kind = 'total' and name like 'barcodes-%'
    ) as counted
  `.execute(db)
  const [counts] = rows
  if (counts === undefined) throw new Error('a sum has a row')
  return counts
}
