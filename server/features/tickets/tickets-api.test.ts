import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { problemOf, startTestApp } from '../../../test/support/app.ts'
import { openTestDatabase } from '../../../test/support/database.ts'
import { importTickets } from '../../../test/support/import-tickets.ts'
import { runEngine } from '../../../test/support/run-vouchers.ts'
import type { Principal } from '../../platform/principal.ts'
import { addTicketRoutes } from './ticket-routes.ts'

const database = await openTestDatabase()
const { db } = database
let principal: Principal = { kind: 'admin-key', role: 'admin' }
const { send } = await startTestApp({ db, features: [addTicketRoutes], authenticate: () => principal })

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

describe('barcodes', () => {
  test('that were not sold are listed and counted', async () => {
    const { items, total } = await list('/api/barcodes/unused')
    assert.deepEqual([items, total], [[{ barcode: '=1+1' }, { barcode: 'H' }], 2])
    assert.deepEqual(await pages('/api/barcodes/unused', 1), items)
    assert.equal((await send('/api/barcodes/unused.csv')).text, "barcode\n'=1+1\nH\n")
  })

  test('are found by their text, whatever is in it', async () => {
    const { createdAt, ...barcode } = await read(`/api/barcodes/${encodeURIComponent('F "x" é/%')}`)
    assert.match(String(createdAt), /Z$/)
    assert.deepEqual(barcode, {
      barcode: 'F "x" é/%',
      state: 'assigned',
      orderId: '4',
      customerId: '100',
      redeemedAt: null,
    })
    assert.equal((await read('/api/barcodes/H'))['state'], 'unassigned')
  })

  test('that are not there are 404, also with odd characters', async () => {
    for (const barcode of ['Z', '%00', '%F0%9F%98%80', 'x'.repeat(300), 'a', '7'])
      assert.equal((await send(`/api/barcodes/${barcode}`)).status, 404, barcode)
  })

  test('are redeemed once, and the log says by whom', async () => {
    const first = await send('/api/barcodes/C/redeem', { method: 'POST' })
    assert.equal(first.status, 200, first.text)
    const { state, redeemedAt } = JSON.parse(first.text)
    assert.equal(state, 'redeemed')
    const second = await send('/api/barcodes/C/redeem', { method: 'POST' })
    assert.deepEqual([second.status, problemOf(second)['code']], [409, 'barcode-state-conflict'])
    assert.ok(String(problemOf(second)['detail']).includes(redeemedAt))
    const changes = await db
      .selectFrom('audit_log')
      .select(['action', 'subject_id', 'details', 'actor_kind'])
      .where('action', '=', 'barcode.redeem')
      .execute()
    assert.deepEqual(changes, [
      { action: 'barcode.redeem', subject_id: 'C', details: { orderId: '2' }, actor_kind: 'admin-key' },
    ])
  })

  test('are redeemed by one of ten who scan at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => send('/api/barcodes/D/redeem', { method: 'POST' })),
    )
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, ...Array(9).fill(409)])
  })

  test('that were not sold, or are not there, cannot be redeemed', async () => {
    const unsold = await send('/api/barcodes/H/redeem', { method: 'POST' })
    assert.deepEqual([unsold.status, problemOf(unsold)['code']], [409, 'barcode-state-conflict'])
    assert.equal((await send('/api/barcodes/Z/redeem', { method: 'POST' })).status, 404)
  })

  test('are looked at by viewers, who redeem none', async () => {
    await asViewer(async () => {
      assert.equal((await send('/api/barcodes/A')).status, 200)
      const answer = await send('/api/barcodes/A/redeem', { method: 'POST' })
      assert.deepEqual([answer.status, problemOf(answer)['code']], [403, 'role-insufficient'])
    })
  })
})

describe('the first customers', () => {
  test('are ranked by tickets or by orders, ties by id as a number', async () => {
    assert.deepEqual((await list('/api/customers/top')).items, [
      { customerId: '9', tickets: 3, orders: 2 },
      { customerId: '10', tickets: 3, orders: 2 },
      { customerId: '100', tickets: 3, orders: 1 },
    ])
    const { items } = await list('/api/customers/top?limit=2&by=orders')
    assert.deepEqual(
      items.map(({ customerId }) => customerId),
      ['9', '10'],
    )
  })

  test('are at most a hundred, by something that is counted', async () => {
    for (const query of ['limit=0', 'limit=101', 'limit=1.5', 'by=money', 'cursor=a'])
      assert.equal((await send(`/api/customers/top?${query}`)).status, 422, query)
  })
})

type Entry = Record<string, unknown>

async function read(path: string): Promise<Entry> {
  const { status, text } = await send(path)
  assert.equal(status, 200, text)
  return JSON.parse(text)
}

async function list(path: string): Promise<{ items: Entry[]; nextCursor: string | null; total?: number }> {
  const { status, text } = await send(path)
  assert.equal(status, 200, text)
  return JSON.parse(text)
}

/** All entries of a list, read page by page. */
async function pages(path: string, limit: number): Promise<Entry[]> {
  const items: Entry[] = []
  let next = ''
  do {
    const page = await list(`${path}?limit=${limit}${next}`)
    assert.ok(page.items.length <= limit)
    items.push(...page.items)
    next = page.nextCursor === null ? '' : `&cursor=${page.nextCursor}`
  } while (next !== '')
  return items
}

async function asViewer(work: () => Promise<void>): Promise<void> {
  const before = principal
  principal = { kind: 'key', keyId: 'k', userId: 'u', name: 'Vera', role: 'viewer' }
  await work().finally(() => {
    principal = before
  })
}
