import type { Database } from '../../../platform/database/database.ts'
import { lockSearch, takeMarks, writeCustomerTexts, writeOrderTexts } from './fill-search-queries.ts'

/** How many orders and customers one step looks at: a step takes some tenths of a second, and whoever erases waits for one. */
const marksMax = 1_000

/**
 * Takes the next orders and customers that are new or have changed into what is searched.
 * @returns how many marks were taken; 0 also while another process is at it
 */
export async function fillSearch(db: Database): Promise<{ filled: number }> {
  return db.transaction().execute(async (tx) => {
    // With the lock before anything is read: what was erased before is not read any more.
    if (!(await lockSearch(tx))) return { filled: 0 }
    const { orders, customers, taken } = await takeMarks(tx, marksMax)
    await writeOrderTexts(tx, orders)
    await writeCustomerTexts(tx, customers)
    return { filled: taken }
  })
}
