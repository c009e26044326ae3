/** A change of the numbers, written in the transaction that causes it; times in milliseconds since 1970. */
export type Delta =
  /** A closed stay that began at `at`. */
  | { kind: 'stay'; at: number; status: number; ms: number; change: 1 | -1 }
  /** Orders that have a status since `at`. */
  | { kind: 'standing'; at: number; status: number; change: number }
  /** An order of a customer (its key inside the database), created at `at`. */
  | { kind: 'order'; at: number; customerKey: number }
  /** A counter. `orders` is one too, counted by the deltas of kind `order`. */
  | {
      kind: 'total'
      name: 'events' | 'barcodes-unassigned' | 'barcodes-assigned' | 'barcodes-redeemed'
      change: number
    }
