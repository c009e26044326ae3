import { sql } from 'kysely'
import type { Database, Transaction } from '../../platform/database/database.ts'
import { folderLockKey } from '../analytics/fold/folder-lock.ts'
import type { Reconciliation } from './reconciliation.ts'

/**
 * Runs `use` in one transaction that sees a single moment of the database, however long it takes. Deltas, and what is
 * folded of them, are of the same moment: together they have to be what the events say.
 */
export async function inSnapshot<T>(db: Database, use: (tx: Transaction) => Promise<T>): Promise<T> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (tx) => {
      await sql`
        select set_config('statement_timeout', '0', true), set_config('idle_in_transaction_session_timeout', '0', true),
          set_config('cursor_tuple_fraction', '1', true), set_config('work_mem', '64MB', true),
          set_config('jit', 'off', true)`.execute(tx)
      return use(tx)
    })
}

/** Lets nobody fold while `use` runs, on one connection, which it is given. */
export async function withoutFolding<T>(db: Database, use: (db: Database) => Promise<T>): Promise<T> {
  return db.connection().execute(async (connection) => {
    // The session's and not a transaction's: the snapshot has to be taken after the lock.
    await sql`select pg_advisory_lock(${folderLockKey})`.execute(connection)
    try {
      return await use(connection)
    } finally {
      // With the connection the lock would be gone as well.
      await sql`select pg_advisory_unlock(${folderLockKey})`.execute(connection).catch(() => undefined)
    }
  })
}

/** Takes away the deltas that the snapshot sees; those that are written meanwhile stay and count later. */
export async function deleteDeltas(tx: Transaction): Promise<void> {
  await sql`delete from summary_deltas`.execute(tx)
}

/** Keeps what came of a comparison, with the moment of the snapshot. */
export async function insertReconciliation(
  tx: Transaction,
  { orders, events, differences, mended }: Reconciliation,
): Promise<void> {
  await sql`
    insert into reconciliations (orders, events, differences, mended)
    values (${orders}, ${events}, ${differences}, ${mended})
  `.execute(tx)
}
