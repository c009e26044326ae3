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
  let backendPid = 0
  let canceled: Promise<void> | undefined
  const cancel = () => {
    canceled = cancelStatement(db, backendPid)
  }
  try {
    backendPid = await prepareToStream(tx)
    signal?.throwIfAborted()
    signal?.addEventListener('abort', cancel)
    await sql`declare streamed_rows no scroll cursor for ${query}`.execute(tx)
    for (;;) {
      const rows = await fetchRows<Row>(tx, batchSize)
      yield* rows
      if (rows.length < batchSize) return
    }
  } finally {
    signal?.removeEventListener('abort', cancel)
    // A late cancel would reach whoever has the connection next.
    await canceled
    // A connection that was lost cannot roll back; it is given up all the same, and the first error says why.
    await tx.rollback().execute().catch(ignore)
  }
}

/**
 * A slow reader leaves the transaction idle between batches; the time-outs of its HTTP connection watch over it. All
 * rows will be read, so the planner should not favour the first ones.
 */
async function prepareToStream(tx: ControlledTransaction<Schema>): Promise<number> {
  const { rows } = await sql<{ backend_pid: number }>`
    select pg_backend_pid() as backend_pid,
           set_config('idle_in_transaction_session_timeout', '0', true),
           set_config('cursor_tuple_fraction', '1', true)
  `.execute(tx)
  return rows[0]?.backend_pid ?? 0
}

async function fetchRows<Row>(tx: ControlledTransaction<Schema>, count: number): Promise<Row[]> {
  const { rows } = await sql<Row>`fetch forward ${sql.lit(count)} from streamed_rows`.execute(tx)
  return rows
}

/** The statement fails then, which its reader hears of; when it cannot be cancelled, it ends by its time-out. */
async function cancelStatement(db: Database, backendPid: number): Promise<void> {
  await sql`select pg_cancel_backend(${backendPid})`.execute(db).catch(ignore)
}

function ignore(): void {}
