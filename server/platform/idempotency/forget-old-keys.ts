import type { Clock } from '../clock.ts'
import type { Database } from '../database/database.ts'
import { forgetKeys } from './idempotency-queries.ts'

/** How long an Idempotency-Key is honoured. */
const keptMs = 7 * 24 * 60 * 60_000
const batchSize = 1_000

/** Removes the keys whose time is over. Meant for a schedule: once an hour is often enough. */
export async function forgetOldKeys({ db, clock }: { db: Database; clock: Clock }): Promise<void> {
  const until = new Date(clock.now().getTime() - keptMs)
  while ((await forgetKeys(db, until, batchSize)) === batchSize);
}
