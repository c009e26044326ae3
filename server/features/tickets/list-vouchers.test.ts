import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { openTestDatabase } from '../../../test/support/database.ts'
import { importTickets } from '../../../test/support/import-tickets.ts'
import { runEngine } from '../../../test/support/run-vouchers.ts'
import { startTicketApp } from '../../../test/support/ticket-app.ts'

const database = await openTestDatabase()
const { db } = database
const { list, pages, send } = await startTicketApp(db)

const files = {
  orders: Buffer.from('order_id,customer_id\n1,10\n2,9\n10,9\n3,10\n4,100\n5,9\n'),
  barcodes: Buffer.from(
    'barcode,order_id\nA,1\nB,1\nC,2\nD,10\nE,3\n"F ""x"" é/%",4\nG,4\nH,\n=1+1,\nI,4\nA,2\n0007,10\n',
  ),
}

before(async () => {
  const imported = await importTickets(database, files)
  assert.equal(imported.status, 'completed', imported.error ?? '')
})

describe('vouchers', () => {
  test('come by customer and order as numbers, with the barcodes as in the file', async () => {
    assert.deepEqual((await list('/api/vouchers')).items, [
      { customerId: '9', orderId: '2', barcodes: ['C'] },
      { customerId: '9', orderId: '10', barcodes: ['D', '0007'] },
      { customerId: '10', orderId: '1', barcodes: ['A', 'B'] },
      { customerId: '10', orderId: '3', barcodes: ['E'] },
      { customerId: '100', orderId: '4', barcodes: ['F "x" é/%', 'G', 'I'] },
    ])
  })

  test('are the same page by page', async () => {
    assert.deepEqual(await pages('/api/vouchers', 2), (await list('/api/vouchers')).items)
  })

  test('of one customer are found, and of nobody none', async () => {
    const { items } = await list('/api/vouchers?customer=9')
    assert.deepEqual(
      items.map(({ orderId }) => orderId),
      ['2', '10'],
    )
    assert.deepEqual((await list('/api/vouchers?customer=nobody')).items, [])
  })

  test('as CSV are what the command writes', async () => {
    const run = await runEngine(files, { duplicates: 'keep-first', by: 'tickets', top: 5, format: 'csv' })
    assert.ok(run.fault === undefined)
    const { text, headers } = await send('/api/vouchers.csv')
    assert.equal(text, run.vouchers)
    assert.equal(headers['content-disposition'], 'attachment; filename="vouchers.csv"')
    assert.equal((await send('/api/vouchers.csv?customer=9')).text.split('\n').length, 4)
  })

  test('refuse the cursor of other filters', async () => {
    const { nextCursor } = await list('/api/vouchers?limit=1')
    const answer = await send(`/api/vouchers?limit=1&customer=9&cursor=${nextCursor}`)
    assert.equal(answer.status, 422)
  })
})
