import { type Expression, sql } from 'kysely'
import type { Transaction } from './database.ts'

/**
 * Reads the rows of a query of any size in flat memory, inside a transaction that does other things between two batches.
 * One at a time: the cursor has the same name each time.
 */
export async function* streamWithin<Row>(
  tx: Transaction,
  query: Expression<Row>,
  batchSize = 2_000,
): AsyncGenerator<Row[], void, undefined> {
  await sql`declare rows_within no scroll cursor for ${query}`.execute(tx)
  for (;;) {
    const { rows } = await sql<Row>`fetch forward ${sql.lit(batchSize)} from rows_within`.execute(tx)
    if (rows.length > 0) yield rows
    if (rows.length < batchSize) break
  }
  await sql`close rows_within`.execute(tx)
}
