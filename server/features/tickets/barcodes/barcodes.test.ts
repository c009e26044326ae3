import assert from 'node:assert/strict'
import { afterEach, before, test } from 'node:test'
import { openTestDatabase } from '../../../../test/support/database.ts'
import { assertReconciled } from '../../../../test/support/reconcile.ts'
import { sell, startTicketApp } from '../../../../test/support/ticket-app.ts'
import { foldAll } from '../../analytics/fold/fold-all.ts'

const database = await openTestDatabase()
const { db } = database
const { list, pages, post, read, send } = await startTicketApp(db)

before(() =>
  sell(database, ['1,10', '4,100'], ['A,1', 'B,1', '"F ""x"" é/%",4', 'H,', '=1+1,', 'unused,4', 'totals,']),
)
afterEach(() => assertReconciled(db))

test('barcodes that were not sold are listed and counted', async () => {
  const { items, total } = await list('/api/barcodes/unused')
  assert.deepEqual([items, total], [[{ barcode: '=1+1' }, { barcode: 'H' }, { barcode: 'totals' }], 3])
  assert.deepEqual(await pages('/api/barcodes/unused', 1), items)
  assert.equal((await send('/api/barcodes/unused.csv')).text, "barcode\n'=1+1\nH\ntotals\n")
})

test('a barcode is found by its text, whatever is in it', async () => {
  const { createdAt, ...barcode } = await read(`/api/barcodes/${encodeURIComponent('F "x" é/%')}`)
  assert.match(String(createdAt), /Z$/)
  assert.deepEqual(barcode, {
    barcode: 'F "x" é/%',
    state: 'assigned',
    orderId: '4',
    customerId: '100',
    redeemedAt: null,
    redeemedGate: null,
  })
  assert.equal((await read('/api/barcodes/H'))['state'], 'unassigned')
})

test('a barcode that is spelt like a path is found by a parameter, and scanned like the others', async () => {
  assert.equal((await list('/api/barcodes?barcode=unused')).items[0]?.['orderId'], '4')
  assert.deepEqual((await list('/api/barcodes?barcode=nothing')).items, [])
  assert.deepEqual((await list('/api/barcodes?barcode=%25')).items, [])
  assert.equal((await post('/api/barcodes/unused/redeem')).status, 200)
  assert.equal((await post('/api/barcodes/totals/redeem')).status, 409)
  assert.equal((await list('/api/barcodes/unused/scans')).items.length, 1)
  assert.match((await send('/api/barcodes/totals/scans.csv')).text, /,refused,unassigned,/)
  for (const query of ['', '?barcode=a&barcode=b', '?text=a'])
    assert.equal((await send(`/api/barcodes${query}`)).status, 422, query)
})

test('barcodes that are not there are 404, also with odd characters', async () => {
  for (const barcode of ['Z', '%00', '%F0%9F%98%80', 'x'.repeat(300), 'a', '7'])
    for (const path of ['', '/scans', '/scans.csv'])
      assert.equal((await send(`/api/barcodes/${barcode}${path}`)).status, 404, barcode + path)
})

test('they are counted by their state, whether or not the changes are folded yet', async () => {
  const before = await read('/api/barcodes/totals')
  await sell(database, ['1,10'], ['H,1', 'N,1', 'O,'])
  assert.equal((await post('/api/barcodes/H/redeem')).status, 200)
  const counted = {
    unassigned: Number(before['unassigned']),
    assigned: Number(before['assigned']) + 1,
    redeemed: Number(before['redeemed']) + 1,
  }
  assert.deepEqual(await read('/api/barcodes/totals'), counted)
  await foldAll(db)
  assert.deepEqual(await read('/api/barcodes/totals'), counted)
  assert.equal((await list('/api/barcodes/unused')).total, counted.unassigned)
})
