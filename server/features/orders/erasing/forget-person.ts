import type { Transaction } from '../../../platform/database/database.ts'
import {
  clearDocuments,
  clearEventTexts,
  clearOrders,
  listSentTexts,
  lockOrders,
} from './forget-person-queries.ts'

/**
 * Takes a customer out of their orders: what was ordered and what became of it stays, so the numbers do.
 * @param customerKey their key inside the database
 * @returns how many orders they have, and the texts that were sent about them
 */
export async function forgetPerson(
  tx: Transaction,
  customerKey: number,
): Promise<{ orders: number; texts: string[] }> {
  // What is just being restored is seen by the statements behind this one.
  await lockOrders(tx, customerKey)
  const texts = await listSentTexts(tx, customerKey)
  await clearDocuments(tx, customerKey)
  await clearEventTexts(tx, customerKey)
  return { orders: await clearOrders(tx, customerKey), texts }
}
