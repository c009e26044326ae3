/** A row that is not what the orders, their events and the barcodes say. */
export interface Difference {
  table: string
  /** The columns that name the row. */
  key: Readonly<Record<string, unknown>>
  /** The other columns as they are stored; null where there is no such row. */
  stored: Readonly<Record<string, unknown>> | null
  /** The other columns as they were computed again; null where there should be no such row. */
  recomputed: Readonly<Record<string, unknown>> | null
}

/** What became of comparing everything that is counted with what it is counted from. */
export interface Reconciliation {
  orders: number
  events: number
  /** How many rows differ, or differed before they were mended, by table; only tables that have some. */
  counts: Readonly<Record<string, number>>
  /** How many these are together. */
  differences: number
  /** Some of them, of every table that has some. */
  first: readonly Difference[]
  /** How many were mended. */
  mended: number
}
