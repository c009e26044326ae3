import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openTestDatabase } from '../../../../test/support/database.ts'
import { importTickets } from '../../../../test/support/import-tickets.ts'
import { assertReconciled } from '../../../../test/support/reconcile.ts'
import { startTicketApp } from '../../../../test/support/ticket-app.ts'
import { assertCountedRight, manyRows } from '../../../../test/support/ticket-rows.ts'
import { foldAll } from '../../analytics/fold/fold-all.ts'

const database = await openTestDatabase()
const { db } = database
const { post } = await startTicketApp(db)
const orders = 2_000

test('imports that share rows, gates, undoing and the fold at once: nobody waits in a circle, and all is counted', async () => {
  const importing = { isOver: false }
  const imports = Promise.all(
    [manyRows(orders), manyRows(orders, 3), manyRows(orders)].map((files) => importTickets(database, files)),
  ).finally(() => {
    importing.isOver = true
  })
  const others = Array.from({ length: 6 }, (_, n) => keepScanning(n, importing))
  const folding = keepFolding(importing)
  const imported = await imports
  const admitted = (await Promise.all(others)).reduce((sum, count) => sum + count, 0)
  await folding
  assert.deepEqual(
    imported.map(({ status }) => status),
    ['completed', 'completed', 'completed'],
  )
  assert.ok(admitted > 0, 'something was scanned meanwhile')
  await assertCountedRight(db)
  await assertReconciled(db)
})

/** Scans barcodes, and takes some back, until the imports are over. Returns how many were let in. */
async function keepScanning(gate: number, importing: { isOver: boolean }): Promise<number> {
  let admitted = 0
  for (let n = gate; !importing.isOver; n += 7) {
    const barcode = `${(n % orders) + 1}${n % 2 === 0 ? 'A' : 'B'}`
    const { status } = await post(`/api/barcodes/${barcode}/redeem`, { gate: `${gate}` })
    // A deadlock would be none of these, and an import that met one would not have completed.
    assert.ok([200, 404, 409].includes(status), `${status}`)
    if (status === 200) admitted += 1
    if (status === 200 && n % 3 === 0)
      assert.equal((await post(`/api/barcodes/${barcode}/unredeem`, { reason: 'Again' })).status, 200)
  }
  return admitted
}

async function keepFolding(importing: { isOver: boolean }): Promise<void> {
  while (!importing.isOver) await foldAll(db)
}
