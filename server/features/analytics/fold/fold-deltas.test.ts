import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { openTestDatabase } from '../../../../test/support/database.ts'
import { assertReconciled } from '../../../../test/support/reconcile.ts'
import { foldDeltas } from './fold-deltas.ts'

const { db } = await openTestDatabase()
describe('x', () => {
  test('y', async () => {
    assert.deepEqual(await foldDeltas(db), { folded: 0 })
    await assertReconciled(db)
  })
})
