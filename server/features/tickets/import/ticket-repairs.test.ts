import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { sql } from 'kysely'
import { startTestApp } from '../../../../test/support/app.ts'
import { countMiscounted, emptyTickets } from '../../../../test/support/compare-ticket-imports.ts'
import { openTestDatabase } from '../../../../test/support/database.ts'
import { makeTicketJob, runTicketJob } from '../../../../test/support/import-tickets.ts'
import { assertReconciled } from '../../../../test/support/reconcile.ts'
import { createRejectRoutes } from '../../imports/rejects/reject-routes.ts'
import { createRepairRoutes } from '../../imports/repairs/repair-routes.ts'
import { transactionRejects } from '../../imports/transactions/transaction-rejects.ts'
import { transactionRepairs } from '../../imports/transactions/transaction-repairs.ts'
import { ticketRejects } from './ticket-rejects.ts'
import { ticketRepairs } from './ticket-repairs.ts'

const { db, url } = await openTestDatabase()
const { send } = await startTestApp({
  db,
  features: [
    createRejectRoutes({ tickets: ticketRejects, transactions: transactionRejects }),
    createRepairRoutes({ tickets: ticketRepairs, transactions: transactionRepairs }),
  ],
  authenticate: () => ({ kind: 'admin-key', role: 'admin' }),
})

beforeEach(() => emptyTickets(db))
afterEach(() => assertReconciled(db))

describe('the refused rows of a job of tickets', () => {
  test('come with one entry for each reason, orders first, page by page', async () => {
    const id = await importFiles(['x,-1', '1,10'], ['A,1', 'A,', ',y', 'B,7'])
    const all = await listRejects(id, 50)
    assert.deepEqual(
      all.map(({ file, line, row, level, code, column, value }) => [
        file,
        line,
        row,
        level,
        code,
        column,
        value,
      ]),
      [
        ['orders.csv', 2, 1, 'cell', 'id-invalid', 'order_id', 'x'],
        ['orders.csv', 2, 1, 'cell', 'id-invalid', 'customer_id', '-1'],
        ['barcodes.csv', 3, 2, 'row', 'barcode-duplicate', 'barcode', 'A'],
        ['barcodes.csv', 4, 3, 'cell', 'value-missing', 'barcode', ''],
        ['barcodes.csv', 4, 3, 'cell', 'id-invalid', 'order_id', 'y'],
        ['barcodes.csv', 5, 4, 'row', 'order-unknown', 'order_id', '7'],
      ],
    )
    assert.deepEqual(await listRejects(id, 1), all)
    assert.deepEqual(
      all.map(({ raw }) => raw),
      ['x,-1', 'x,-1', 'A,', ',y', ',y', 'B,7'],
    )
  })

  test('as CSV are one line each, with the columns of both files', async () => {
    const id = await importFiles(['1,10,x', '2,"20'], ['=1+1,9', 'A,1'])
    assert.equal(
      (await send(`/api/jobs/${id}/rejects.csv`)).text,
      [
        'file,order_id,customer_id,barcode,line,code,message,extra',
        'orders.csv,1,10,,2,too-many-fields,the row has more fields than the header,x',
        'orders.csv,,,,3,quote-unclosed,a quote is opened and never closed,"2,""20"',
        "barcodes.csv,9,,'=1+1,2,order-unknown,there is no such order in the orders file,",
        'barcodes.csv,1,,A,3,order-unknown,there is no such order in the orders file,',
        '',
      ].join('\n'),
    )
  })
})

describe('mended rows', () => {
  test('of an order make its barcodes known', async () => {
    const id = await importFiles(['1,x', '2,20'], ['A,1', 'B,1', 'C,2'])
    const { repaired, stillInvalid, job } = await repair(id, [orderRow(2, '1', '10')])
    assert.deepEqual([repaired, stillInvalid], [1, []])
    assert.deepEqual([job.validRecords, job.invalidRecords], [5, 0])
    assert.deepEqual(await vouchers(), ['10 1 A,B', '20 2 C'])
    assert.deepEqual(await listRejects(id, 50), [])
  })

  test('of a barcode may fill an order that had none', async () => {
    const id = await importFiles(['1,10', '2,20'], ['A,1', 'B,x'])
    const { repaired, job } = await repair(id, [barcodeRow(3, 'B', '2')])
    assert.deepEqual([repaired, job.validRecords, job.invalidRecords], [1, 4, 0])
    assert.deepEqual(await vouchers(), ['10 1 A', '20 2 B'])
  })

  test('come behind all rows of the files, and never take what a row of them has', async () => {
    const id = await importFiles(['1,10', '2,20'], ['A,', 'B,2', 'C,x', 'D,2'])
    const { repaired, stillInvalid } = await repair(id, [barcodeRow(4, 'A', '1'), orderRow(2, '2', '10')])
    assert.equal(repaired, 0)
    assert.deepEqual(
      stillInvalid.map(({ file, line, errors }) => [file, line, errors[0]?.code, errors[0]?.firstLine]),
      [
        ['orders.csv', 2, 'order-conflict', 3],
        ['barcodes.csv', 4, 'barcode-duplicate', 2],
      ],
    )
    assert.deepEqual(
      (await listRejects(id, 50)).map(({ line, code }) => `${line} ${code}`),
      ['2 order-without-barcodes', '4 id-invalid'],
    )
  })

  test('that are still wrong stay as they were, and do not keep the others back', async () => {
    const id = await importFiles(['1,10'], ['A,1', 'B,x', 'C,x', 'D,x'])
    const { repaired, stillInvalid, job } = await repair(id, [
      barcodeRow(3, 'B', '1'),
      barcodeRow(4, '', '1'),
      barcodeRow(5, 'A', '1'),
    ])
    assert.deepEqual([repaired, job.validRecords, job.invalidRecords], [1, 3, 2])
    assert.deepEqual(
      stillInvalid.map(({ line, errors }) => `${line} ${errors[0]?.code}`),
      ['4 value-missing', '5 barcode-duplicate'],
    )
    assert.deepEqual(
      (await listRejects(id, 50)).map(({ raw }) => raw),
      ['C,x', 'D,x'],
    )
  })

  test('are held against what is stored', async () => {
    await importFiles(['9,90'], ['Z,9'])
    const id = await importFiles(['1,10'], ['A,1', 'B,x', 'C,x'])
    const { stillInvalid } = await repair(id, [barcodeRow(3, 'Z', '1'), barcodeRow(4, 'C', '')])
    assert.deepEqual(
      stillInvalid.map(({ line, errors }) => `${line} ${errors[0]?.code}`),
      ['3 barcode-already-assigned'],
    )
    assert.deepEqual(await vouchers(), ['10 1 A', '90 9 Z'])
  })

  test('sent twice change nothing the second time, and what was replaced is kept', async () => {
    const id = await importFiles(['1,10'], ['A,1', 'B,x'])
    const rows = [barcodeRow(3, 'B', '1')]
    const first = await repair(id, rows)
    const second = await repair(id, rows)
    assert.deepEqual([first.repaired, second.repaired], [1, 1])
    assert.deepEqual(second.job.validRecords, 3)
    const { rows: kept } = await sql`
      select role, line, replaced ->> 'raw' as raw from job_repairs order by id desc limit 1
    `.execute(db)
    assert.deepEqual(kept, [{ role: 'barcodes', line: 3, raw: 'B,x' }])
  })

  test('may be the rejects download itself, mended', async () => {
    const id = await importFiles(['1,10', '2,y'], ['A,1', '"=B, ""x""",x', 'C,2'])
    const mended = (await send(`/api/jobs/${id}/rejects.csv`)).text
      .replace(',y,', ',20,')
      .replace(',x,', ',1,')
    const body = `--b\r\nContent-Disposition: form-data; name="file"; filename="r.csv"\r\n\r\n${mended}\r\n--b--\r\n`
    const answer = await send(`/api/jobs/${id}/repairs`, {
      method: 'POST',
      headers: { 'content-type': 'multipart/form-data; boundary=b' },
      body,
    })
    assert.equal(answer.status, 202, answer.text)
    assert.deepEqual(JSON.parse(answer.text).stillInvalid, [])
    assert.deepEqual(await vouchers(), ['10 1 A,=B, "x"', '20 2 C'])
  })

  test('of no refused row, or of no file, change nothing', async () => {
    const id = await importFiles(['1,10'], ['A,1', 'B,x'])
    for (const row of [
      barcodeRow(2, 'B', '1'),
      barcodeRow(9, 'B', '1'),
      { ...barcodeRow(3, 'B', '1'), file: 'b.csv' },
    ])
      assert.equal((await post(id, [barcodeRow(3, 'B', '1'), row])).status, 422)
    assert.deepEqual(await vouchers(), ['10 1 A'])
  })
})

interface Result {
  repaired: number
  stillInvalid: { file: string; line: number; errors: { code: string; firstLine?: number }[] }[]
  job: { validRecords: number; invalidRecords: number }
}

/** Imports two files and returns the job's public id. */
async function importFiles(orders: string[], barcodes: string[]): Promise<string> {
  const text = (rows: string[]) => Buffer.from(rows.map((row) => `${row}\n`).join(''))
  const job = await makeTicketJob(db, {
    orders: text(['order_id,customer_id', ...orders]),
    barcodes: text(['barcode,order_id', ...barcodes]),
  })
  assert.equal(await runTicketJob(url, job), 'completed')
  rmSync(job.folder, { recursive: true })
  return job.publicId
}

function orderRow(line: number, order_id: string, customer_id: string) {
  return { file: 'orders.csv', line, values: { order_id, customer_id } }
}

function barcodeRow(line: number, barcode: string, order_id: string) {
  return { file: 'barcodes.csv', line, values: { barcode, order_id } }
}

function post(id: string, rows: unknown[]) {
  return send(`/api/jobs/${id}/repairs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ rows }),
  })
}

/** Sends mended rows; the counts of what customers bought are right afterwards. */
async function repair(id: string, rows: unknown[]): Promise<Result> {
  const { status, text } = await post(id, rows)
  assert.equal(status, 202, text)
  const counted = await sql<{ miscounted: number }>`select ${countMiscounted} as miscounted`.execute(db)
  assert.equal(counted.rows[0]?.miscounted, 0)
  return JSON.parse(text)
}

async function listRejects(id: string, limit: number): Promise<Record<string, unknown>[]> {
  const items: Record<string, unknown>[] = []
  let next = ''
  do {
    const { status, text } = await send(`/api/jobs/${id}/rejects?limit=${limit}${next}`)
    assert.equal(status, 200, text)
    const page = JSON.parse(text)
    items.push(...page.items)
    next = page.nextCursor === null ? '' : `&cursor=${page.nextCursor}`
  } while (next !== '')
  return items
}

async function vouchers(): Promise<string[]> {
  const { rows } = await sql<{ voucher: string }>`
    select concat_ws(' ', c.public_id, o.public_id, string_agg(b.barcode, ',' order by b.arrival)) as voucher
    from barcodes b join orders o on o.id = b.order_id join customers c on c.id = o.customer_id
    group by c.public_id, o.public_id order by c.public_id
  `.execute(db)
  return rows.map(({ voucher }) => voucher)
}
