import type { Database } from '../../../platform/database/database.ts'
import { makeEventMonths } from '../../orders/events/with-event-months.ts'
import { readNow } from './read-now-queries.ts'

const dayMs = 24 * 60 * 60_000

/**
 * Makes the months into which the events of imported orders fall: this one and, for a transaction that begins at its very end,
 * that of tomorrow.
 */
export async function makeMonthsOfImport(db: Database): Promise<void> {
  const now = await readNow(db)
  await makeEventMonths(db, [now, new Date(now.getTime() + dayMs)])
}
