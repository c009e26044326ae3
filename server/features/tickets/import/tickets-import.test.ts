import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { sql } from 'kysely'
import { compareImport, emptyTickets } from '../../../../test/support/compare-ticket-imports.ts'
import { openTestDatabase } from '../../../../test/support/database.ts'
import {
  type ImportedTickets,
  type ImportOptions,
  importTickets,
} from '../../../../test/support/import-tickets.ts'
import { makeMonths, storeOrder } from '../../../../test/support/order-events.ts'
import { assertReconciled } from '../../../../test/support/reconcile.ts'
import { bytes, readEverything } from '../../../../test/support/ticket-rows.ts'

const database = await openTestDatabase()
const { db } = database
const shared = join(import.meta.dirname, ...Array(5).fill('..'), 'shared', 'data', 'tickets')
const realPair = existsSync(shared) ? shared : undefined
const madeUpPair = join(import.meta.dirname, ...Array(4).fill('..'), 'docs', 'example')

beforeEach(() => emptyTickets(db))
afterEach(() => assertReconciled(db))

describe('files imported into an empty database', () => {
  test('give what the command gives, under both policies', async () => {
    for (const duplicates of ['keep-first', 'drop-all'] as const)
      await compareImport(database, readPair(madeUpPair), { duplicates, by: 'tickets' })
  })

  test('give the numbers of the real pair', { skip: realPair === undefined }, async () => {
    const { valid, invalid } = await compareImport(database, readPair(realPair), usual)
    assert.deepEqual([valid, invalid], [207 + 620 - 8, 8])
    assert.deepEqual(await counts(), { vouchers: 204, tickets: 517, unused: 98 })
  })

  test('that have no rows complete', async () => {
    const { status, total } = await run([], [])
    assert.deepEqual([status, total], ['completed', 0])
  })
})

describe('the same files again', () => {
  for (const folder of [madeUpPair, realPair ?? madeUpPair])
    test(`change nothing (${folder === madeUpPair ? 'made up' : 'real'})`, async () => {
      const first = await importTickets(database, readPair(folder))
      const before = await readEverything(db)
      const second = await importTickets(database, readPair(folder))
      assert.deepEqual(second, first)
      assert.deepEqual(await readEverything(db), before)
    })
})

describe('against what is stored', () => {
  beforeEach(async () => {
    await run(['1,10', '2,20'], ['A,1', 'B,2', 'C,'])
  })

  test('a barcode that was not sold may be sold, and keeps its place', async () => {
    const { invalid } = await run(['3,10'], ['C,3', 'D,3'])
    assert.equal(invalid, 0)
    assert.deepEqual(await barcodesOf('3'), ['C', 'D'])
    assert.deepEqual(await top(), ['10: 3 tickets', '20: 1 tickets'])
  })

  test('a sold barcode is never moved, nor given back', async () => {
    const { rejects, valid } = await run(['1,10', '3,10'], ['A,3', 'D,3', 'B,'])
    assert.deepEqual(verdicts(rejects), [
      'orders.csv:2 order-without-barcodes 1',
      'barcodes.csv:2 barcode-already-assigned A',
      'barcodes.csv:4 barcode-already-assigned B',
    ])
    assert.equal(rejects[1]?.reasons[0]?.message, 'the barcode is stored with another order')
    assert.equal(valid, 2)
    assert.deepEqual([await barcodesOf('1'), await barcodesOf('3')], [['A'], ['D']])
  })

  test('an order of another customer is refused with its barcodes', async () => {
    const { rejects } = await run(['1,20', '3,30'], ['D,1', 'A,1', 'E,3'])
    assert.deepEqual(verdicts(rejects), [
      'orders.csv:2 order-conflict 20',
      'barcodes.csv:2 order-unknown 1',
      'barcodes.csv:3 order-unknown 1',
    ])
    const [reason] = rejects[0]?.reasons ?? []
    assert.equal(reason?.message, 'the order is stored with another customer')
    assert.ok(reason !== undefined && !('firstLine' in reason))
    assert.deepEqual(await barcodesOf('1'), ['A'])
  })

  test('an order of which no barcode is left is not stored, nor a customer with nothing else', async () => {
    const { rejects } = await run(['3,30', '4,40'], ['A,3', 'B,3', 'D,4'])
    assert.deepEqual(verdicts(rejects), [
      'orders.csv:2 order-without-barcodes 3',
      'barcodes.csv:2 barcode-already-assigned A',
      'barcodes.csv:3 barcode-already-assigned B',
    ])
    assert.deepEqual(await publicIds('orders'), ['1', '2', '4'])
    assert.deepEqual(await publicIds('customers'), ['10', '20', '40'])
  })

  test('an order made otherwise counts by its public id, and stays when it gets no barcode', async () => {
    await storeOrderOf('20')
    await sql`update orders set made_id = '7' where source = 'api'`.execute(db)
    const { rejects } = await run(['7,20'], ['A,7'])
    assert.deepEqual(verdicts(rejects), [
      'orders.csv:2 order-without-barcodes 7',
      'barcodes.csv:2 barcode-already-assigned A',
    ])
    assert.equal((await run(['7,20'], ['D,7'])).invalid, 0)
    assert.deepEqual(await publicIds('orders'), ['1', '2', '7'])
    assert.deepEqual(await top(), ['20: 2 tickets', '10: 1 tickets'])
  })

  test('a new order of an erased customer is refused with its barcodes, a stored one stays', async () => {
    await sql`update customers set erased_at = now() where public_id = '20'`.execute(db)
    const { rejects, valid } = await run(['2,20', '3,20', '4,10'], ['B,2', 'D,3', 'E,4', 'F,2'])
    assert.deepEqual(verdicts(rejects), ['orders.csv:3 customer-erased 20', 'barcodes.csv:3 order-unknown 3'])
    assert.equal(rejects[0]?.reasons[0]?.message, 'the customer was erased, and takes no orders any more')
    assert.equal(valid, 5)
    assert.deepEqual(await publicIds('orders'), ['1', '2', '4'])
    assert.deepEqual(await barcodesOf('2'), ['B', 'F'])
  })

  test('further barcodes of a stored order are added', async () => {
    await run(['1,10'], ['D,1'])
    assert.deepEqual(await barcodesOf('1'), ['A', 'D'])
    assert.deepEqual((await top())[0], '10: 2 tickets')
  })
})

describe('a file that cannot be used', () => {
  test('fails the job by its own name, before a row of the other is kept', async () => {
    const { status, error, processed } = await importTickets(database, {
      orders: Buffer.from('order_id,customer_id\n1,10\n'),
      barcodes: Buffer.from('barcode;order_id\nA;1\n'),
    })
    assert.deepEqual([status, processed], ['failed', 0])
    assert.equal(error, 'barcodes.csv is separated by semicolons: save it with commas between the columns')
  })

  test('fails the job also when that is found out at its end, and nothing is stored', async () => {
    const barcodes = Buffer.concat([bytes('barcode,order_id', ['A,1', 'B,']), Buffer.from([0xff])])
    const { status, error } = await importTickets(database, {
      orders: bytes('order_id,customer_id', ['1,10']),
      barcodes,
    })
    assert.equal(status, 'failed')
    assert.match(error ?? '', /^barcodes.csv is not UTF-8: the byte at offset 24 is wrong/)
    assert.deepEqual(await counts(), { vouchers: 0, tickets: 0, unused: 0 })
  })
})

const usual = { duplicates: 'keep-first', by: 'tickets' } as const

function readPair(folder: string | undefined) {
  assert.ok(folder !== undefined)
  return {
    orders: readFileSync(join(folder, 'orders.csv')),
    barcodes: readFileSync(join(folder, 'barcodes.csv')),
  }
}

function run(orders: string[], barcodes: string[], options?: ImportOptions): Promise<ImportedTickets> {
  return importTickets(
    database,
    { orders: bytes('order_id,customer_id', orders), barcodes: bytes('barcode,order_id', barcodes) },
    options,
  )
}

async function storeOrderOf(customer: string): Promise<void> {
  const { id } = await db
    .selectFrom('customers')
    .select('id')
    .where('public_id', '=', customer)
    .executeTakeFirstOrThrow()
  await makeMonths(db, '2024-01-01')
  await db.transaction().execute((tx) => storeOrder(tx, id, [[10, '2024-01-01T12:00:00Z']]))
}

async function counts() {
  const { rows } = await sql`
    select count(distinct order_id) as vouchers, count(order_id) as tickets,
      count(*) filter (where order_id is null) as unused
    from barcodes
  `.execute(db)
  return rows[0]
}

async function barcodesOf(order: string): Promise<string[]> {
  const { rows } = await sql<{ barcode: string }>`
    select b.barcode from barcodes b join orders o on o.id = b.order_id where o.public_id = ${order}
    order by b.arrival
  `.execute(db)
  return rows.map(({ barcode }) => barcode)
}

async function publicIds(table: 'orders' | 'customers'): Promise<string[]> {
  const rows = await db.selectFrom(table).select('public_id').orderBy('public_id').execute()
  return rows.map(({ public_id }) => public_id)
}

async function top(): Promise<string[]> {
  const { rows } = await sql<{ id: string; tickets: number }>`
    select customer_id as id, tickets from customer_tickets order by tickets desc, customer_id
  `.execute(db)
  return rows.map(({ id, tickets }) => `${id}: ${tickets} tickets`)
}

function verdicts(rejects: ImportedTickets['rejects']): string[] {
  return rejects.map(
    ({ file, line, reasons }) =>
      `${file}:${line} ${reasons.map(({ code, value }) => `${code} ${value}`).join()}`,
  )
}
