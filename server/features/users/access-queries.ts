import { sql } from 'kysely'
import type { Transaction } from '../../platform/database/database.ts'

/** Whose way in has ended or changed: a user's, a key's or a session's. */
export type EndedAccess = { userId: string } | { keyId: string } | { sessionId: string }

/** Tells every process, once the transaction is committed, to close the sockets that came in this way. */
export async function announceEndedAccess(tx: Transaction, ended: EndedAccess): Promise<void> {
  await sql`select pg_notify('docket_access', ${JSON.stringify(ended)})`.execute(tx)
}
