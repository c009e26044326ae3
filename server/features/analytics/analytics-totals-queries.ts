import { sql } from 'kysely'
import type { Database } from '../../platform/database/database.ts'
import type { Totals } from '../../platform/metrics.ts'
import { readFoldLag } from './fold/deltas-queries.ts'

/** What `/metrics` says of orders, as far as they are counted, and of how far the counting lags behind. */
export function analyticsTotals(db: Database): readonly Totals[] {
  return [
    {
      name: 'docket_orders_total',
      help: 'Orders that were taken in.',
      labelNames: [],
      read: () => readTotal(db, 'orders'),
    },
    {
      name: 'docket_order_events_total',
      help: 'Events of orders, also those that do not count.',
      labelNames: [],
      read: () => readTotal(db, 'events'),
    },
    {
      name: 'docket_fold_lag_seconds',
      help: 'How old the oldest change is that the numbers do not show yet; 0 when they show all.',
      kind: 'gauge',
      labelNames: [],
      read: async () => [{ labels: {}, value: await readFoldLag(db) }],
    },
  ]
}

async function readTotal(db: Database, name: 'orders' | 'events') {
  const { rows } = await sql<{ value: number }>`
    select coalesce(sum(value), 0)::bigint as value from totals where name = ${name} and key = 0`.execute(db)
  return rows.map(({ value }) => ({ labels: {}, value }))
}
