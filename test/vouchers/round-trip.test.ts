import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { guard } from '../support/compare-vouchers.ts'
import { readReferenceCsv } from '../support/reference-csv.ts'
import { type RunOptions, readRejects, runEngine, runVouchers } from '../support/run-vouchers.ts'

const options: RunOptions = { duplicates: 'keep-first', by: 'tickets', top: 5 }
const orders = new TextEncoder().encode('order_id,customer_id\n1,10\n')
const formulas = [
  '=1+1',
  '@home',
  '-x',
  '+',
  "'=1+1",
  "''@a",
  '=a,"b"',
  '-2+3',
  '+358401234567',
  '-50.00',
  '=1;2',
]

// Each barcode stands twice, so that all of them come out again in rejects.csv.
const guardedBarcodes = fc.uniqueArray(
  fc.oneof(
    fc.constantFrom(...formulas),
    fc
      .tuple(
        fc.constantFrom('=', '+', '-', '@', "'", "'=", "''-"),
        fc.string({ unit: 'grapheme', maxLength: 12 }),
      )
      .map((pieces) => pieces.join('').trim())
      .filter((text) => text !== '' && !/\p{Cc}/u.test(text)),
  ),
  { minLength: 1, maxLength: 12 },
)

test('values that rejects.csv guards from spreadsheets read back as they were', async () => {
  await fc.assert(
    fc.asyncProperty(guardedBarcodes, async (barcodes) => {
      const run = await runEngine({ orders, barcodes: twice(barcodes) }, options)
      assert.ok(run.fault === undefined)
      const file = readReferenceCsv(new TextEncoder().encode(run.rejects), ['value'])
      assert.ok(file.fault === undefined)
      assert.deepEqual(
        file.rows.map((row) => row.cells.get('value')),
        barcodes,
      )
    }),
    { numRuns: 60 },
  )
})

test('a file made of the written values gives the same barcodes again', async () => {
  const written = readRejects(await rejectsOf(formulas))
  const again = await runVouchers({ orders, barcodes: toFile(written.map(({ value }) => value)) }, options)
  assert.ok(again.fault === undefined)
  assert.deepEqual(
    again.vouchers.flatMap((voucher) => voucher.barcodes),
    formulas,
  )
})

test('a formula never stands unguarded at the start of a value', async () => {
  const written = readRejects(await rejectsOf(formulas))
  const bare = written.filter(({ value }) => /^[=@]|^[+-](?![\d.]+$)/.test(value))
  assert.deepEqual(bare, [])
})

async function rejectsOf(barcodes: readonly string[]): Promise<string> {
  const run = await runEngine({ orders, barcodes: twice(barcodes) }, options)
  assert.ok(run.fault === undefined)
  return run.rejects
}

/** A file that holds each barcode twice, guarded as Docket guards it. */
function twice(barcodes: readonly string[]): Uint8Array {
  return toFile([...barcodes, ...barcodes].map(guard))
}

function toFile(barcodes: readonly string[]): Uint8Array {
  const rows = barcodes.map((barcode) => `"${barcode.replaceAll('"', '""')}",1\n`)
  return new TextEncoder().encode(`barcode,order_id\n${rows.join('')}`)
}
