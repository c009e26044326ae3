import { type KeyObject, randomBytes } from 'node:crypto'
import type { Database } from '../../platform/database/database.ts'
import { insertKeys, loadKeys } from './archive-queries.ts'

/**
 * The keys of these customers, made where there is none. Asked for before anything of theirs is read: storing a key
 * waits for whoever is erasing the customer, so nothing that was read before that is sealed with a key that stays.
 */
export async function requireKeys(
  db: Database,
  customerKeys: readonly number[],
): Promise<Map<number, KeyObject>> {
  const known = await loadKeys(db, customerKeys)
  const missing = customerKeys.filter((customerKey) => !known.has(customerKey))
  if (missing.length === 0) return known
  await insertKeys(
    db,
    missing.map((customerKey) => ({ customerKey, key: randomBytes(32) })),
  )
  return loadKeys(db, customerKeys)
}
