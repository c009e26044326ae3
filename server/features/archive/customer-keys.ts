import { randomBytes } from 'node:crypto'
import type { Database } from '../../platform/database/database.ts'
import { type CustomerKeys, insertKeys, loadKeys } from './archive-queries.ts'

/**
 * The keys of these customers, made where there is none and the customer was not erased. Asked for before anything of
 * theirs is read: making a key waits for whoever is erasing the customer, so nothing that was read before that is sealed
 * with a key that stays.
 */
export async function requireKeys(db: Database, customerKeys: readonly number[]): Promise<CustomerKeys> {
  const known = await loadKeys(db, customerKeys)
  const missing = customerKeys.filter((customerKey) => !known.has(customerKey))
  if (missing.length === 0) return known
  await insertKeys(
    db,
    missing.map((customerKey) => ({ customerKey, key: randomBytes(32) })),
  )
  return loadKeys(db, customerKeys)
}
