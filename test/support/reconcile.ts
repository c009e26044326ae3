import assert from 'node:assert/strict'
import { foldAll } from '../../server/features/analytics/fold/fold-all.ts'
import { reconcile } from '../../server/features/reconcile/reconcile.ts'
import type { Database } from '../../server/platform/database/database.ts'

/**
 * Folds everything and asserts that each number is what the orders, their events and the barcodes say.
 * @param config where the archives are, in tests that make some
 */
export async function assertReconciled(
  db: Database,
  config: { dataDir: string } = { dataDir: '/nowhere' },
): Promise<void> {
  await foldAll(db)
  const { first } = await reconcile({ db, config })
  assert.deepEqual(first, [])
}
