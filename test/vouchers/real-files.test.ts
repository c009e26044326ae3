import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { assertSame } from '../support/compare-vouchers.ts'
import { referenceVouchers } from '../support/reference-vouchers.ts'
import { type RunOptions, readRejects, runEngine, type VouchersRun } from '../support/run-vouchers.ts'

const repository = join(import.meta.dirname, '..', '..')
// Beside the clone when there is one; a clone elsewhere has only the made-up pair.
const realPair = [join(repository, '..', 'shared', 'data', 'tickets')].find((folder) => existsSync(folder))
const madeUpPair = join(import.meta.dirname, '..', '..', 'docs', 'example')
const usual = { duplicates: 'keep-first', by: 'tickets', top: 5 } as const

describe('the real pair of files', { skip: realPair === undefined && 'the real pair is not there' }, () => {
  test('gives 204 vouchers of 517 tickets and 98 unused barcodes', async () => {
    const run = await runPair(realPair, usual)
    assert.deepEqual(numbers(run), { vouchers: 204, tickets: 517, unusedBarcodes: 98 })
    assert.deepEqual(ranking(run), ['10, 23', '56, 20', '60, 17', '29, 16', '59, 15'])
  })

  test('rejects five later copies and three orders without barcodes', async () => {
    assert.deepEqual(verdicts(await runPair(realPair, usual)), [
      ...['75', '108', '201'].map((order) => `order-without-barcodes ${order}`),
      ...['649', '665', '674', '595', '700'].map((end) => `barcode-duplicate 11111111${end}`),
    ])
  })

  test('counts five tickets fewer when every copy is dropped', async () => {
    const run = await runPair(realPair, { ...usual, duplicates: 'drop-all' })
    assert.deepEqual(numbers(run), { vouchers: 204, tickets: 512, unusedBarcodes: 98 })
    assert.deepEqual(ranking(run).slice(2, 4), ['29, 16', '60, 16'])
  })

  test('ranks customers by orders', async () => {
    const run = await runPair(realPair, { ...usual, by: 'orders' })
    assert.deepEqual(ranking(run), ['10, 8', '60, 8', '56, 7', '59, 7', '19, 6'])
  })
})

describe('the made-up pair of files', () => {
  test('gives 7 vouchers of 15 tickets and 3 unused barcodes', async () => {
    const run = await runPair(madeUpPair, usual)
    assert.deepEqual(numbers(run), { vouchers: 7, tickets: 15, unusedBarcodes: 3 })
    assert.deepEqual(ranking(run), ['9, 5', '10, 5', '2, 2', '30, 2', '7, 1'])
  })

  test('rejects two later copies, a second claim and two orders without barcodes', async () => {
    assert.deepEqual(verdicts(await runPair(madeUpPair, usual)), [
      'order-without-barcodes 4',
      'order-without-barcodes 108',
      'barcode-duplicate 50000000003',
      'barcode-conflict 50000000006',
      'barcode-duplicate 50000000009',
    ])
  })

  test('breaks a tie by the customer as a number when every copy is dropped', async () => {
    const run = await runPair(madeUpPair, { ...usual, duplicates: 'drop-all' })
    assert.deepEqual(numbers(run), { vouchers: 7, tickets: 12, unusedBarcodes: 3 })
    assert.deepEqual(ranking(run), ['9, 4', '10, 3', '2, 2', '30, 2', '7, 1'])
  })

  test('ranks customers by orders', async () => {
    const run = await runPair(madeUpPair, { ...usual, by: 'orders' })
    assert.deepEqual(ranking(run), ['9, 2', '10, 2', '2, 1', '7, 1', '30, 1'])
  })
})

type DoneRun = Exclude<VouchersRun, { fault: string }>

/** Runs the engine on a folder's pair, and holds it against the reference on the way. */
async function runPair(folder: string | undefined, options: RunOptions): Promise<DoneRun> {
  assert.ok(folder !== undefined)
  const read = (name: string) => readFileSync(join(folder, name))
  const files = { orders: read('orders.csv'), barcodes: read('barcodes.csv') }
  const run = await runEngine(files, options)
  assertSame(run, referenceVouchers(files.orders, files.barcodes, options), options)
  assert.ok(run.fault === undefined)
  return run
}

function numbers({ summary: { vouchers, tickets, unusedBarcodes } }: DoneRun) {
  return { vouchers, tickets, unusedBarcodes }
}

function ranking({ summary }: DoneRun): readonly string[] {
  return summary.topCustomers.map(({ customerId, amount }) => `${customerId}, ${amount}`)
}

function verdicts({ rejects }: DoneRun): readonly string[] {
  return readRejects(rejects).map(({ code, value }) => `${code} ${value}`)
}
