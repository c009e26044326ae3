/** A table that is counted from other tables. */
export interface CountedTable {
  name: string
  /** The columns that name a row. */
  keys: readonly string[]
  values: readonly string[]
  /** Columns that cannot be told while deltas wait that change the row. */
  extremes: readonly string[]
}

/** Everything that Docket counts. */
export const countedTables: readonly CountedTable[] = [
  {
    name: 'status_summaries',
    keys: ['span_seconds', 'start', 'status'],
    values: ['closed', 'total_ms', 'open', 'histogram'],
    extremes: ['min_ms', 'max_ms'],
  },
  { name: 'throughput_summaries', keys: ['span_seconds', 'start'], values: ['orders'], extremes: [] },
  {
    name: 'customer_lifetimes',
    keys: ['customer_id'],
    values: ['orders'],
    extremes: ['first_order_at', 'last_order_at'],
  },
  { name: 'totals', keys: ['name', 'key'], values: ['value'], extremes: [] },
  { name: 'customer_tickets', keys: ['customer_id'], values: ['tickets'], extremes: [] },
]
