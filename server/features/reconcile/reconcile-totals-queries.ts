import { sql } from 'kysely'
import type { Database } from '../../platform/database/database.ts'
import type { Totals } from '../../platform/metrics.ts'

/** What `/metrics` says of the last comparison of the numbers; nothing before the first. */
export function reconcileTotals(db: Database): readonly Totals[] {
  return [
    {
      name: 'docket_reconcile_differences',
      help: 'Rows that differed from the orders, their events and the barcodes when they were compared last, and were not mended.',
      kind: 'gauge',
      labelNames: [],
      read: () => readLast(db),
    },
  ]
}

async function readLast(db: Database) {
  const { rows } = await sql<{ value: number }>`
    select differences - mended as value from reconciliations order by id desc limit 1`.execute(db)
  return rows.map(({ value }) => ({ labels: {}, value }))
}
