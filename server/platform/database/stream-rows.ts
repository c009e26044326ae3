import { type ControlledTransaction, type Expression, sql } from 'kysely'
import type { Database } from './database.ts'
import type { Schema } from './schema.generated.ts'

export interface StreamOptions {
  /** How many rows are fetched, and held in memory, at a time. */
  batchSize?: number
  /** Cancels also the statement that is running; without it whoever stops reading waits for the batch under way. */
  signal?: AbortSignal
}

/**
 * Reads the rows of a query of any size in flat memory, as one snapshot. It holds a connection of the pool until the
 * last row was read or the reader stopped (`break`, `return()`), so a route that uses it says `longAnswer`.
 * Each batch has the statement's time-out for itself; all of them together take as long as their reader.
 */
export async function* streamRows<Row>(
  db: Database,
  query: Expression<Row>,
  { batchSize = 1_000, signal }: StreamOptions = {},
): AsyncGenerator<Row, void, undefined> {
  signal?.throwIfAborted()
  const tx = await db.startTransaction().setAccessMode('read only').execute()
  try {
    await openCursor(tx, query)
    for (;;) {
      const rows = await fetchRows<Row>(tx, batchSize, signal)
      yield* rows
      if (rows.length < batchSize) return
    }
  } finally {
    // A connection that was lost cannot roll back; it is given up all the same, and the first error says why.
    await tx
      .rollback()
      .execute()
      .catch(() => undefined)
  }
}

async function openCursor(tx: ControlledTransaction<Schema>, query: Expression<unknown>): Promise<void> {
  // A slow reader leaves the transaction idle between batches; the time-outs of its HTTP connection watch over it. All
  // rows will be read, so the planner should not favour the first ones.
  await sql`
    select set_config('idle_in_transaction_session_timeout', '0', true),
           set_config('cursor_tuple_fraction', '1', true)
  `.execute(tx)
  await sql`declare streamed_rows no scroll cursor for ${query}`.execute(tx)
}

async function fetchRows<Row>(
  tx: ControlledTransaction<Schema>,
  count: number,
  signal: AbortSignal | undefined,
): Promise<Row[]> {
  const { rows } = await sql<Row>`fetch forward ${sql.lit(count)} from streamed_rows`.execute(tx, {
    signal,
    inflightQueryAbortStrategy: 'cancel query',
  })
  return rows
}
