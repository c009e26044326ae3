import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { TicketPlan } from '../../scripts/generate-tickets/ticket-set.ts'
import { type Planted, writeTickets } from '../../scripts/generate-tickets/write-tickets.ts'
import type { TicketFiles } from '../support/nasty-files.ts'
import { referenceVouchers } from '../support/reference-vouchers.ts'
import { runEngine } from '../support/run-vouchers.ts'

const plan: TicketPlan = {
  ...{ orders: 400, barcodes: 1500, seed: 3, faults: 0.1 },
  ...({ kinds: 'all', barcodeStyle: 'digits' } as const),
}
const options = { duplicates: 'keep-first', by: 'tickets', top: 5 } as const

test('every fault the generator plants is reported, and no other', async () => {
  for (const barcodeStyle of ['digits', 'mixed'] as const) {
    const { files, planted } = write({ ...plan, barcodeStyle })
    const run = await runEngine(files, options)
    assert.ok(run.fault === undefined)
    assert.deepEqual(run.summary.rejects, planted.rejects)
    assert.deepEqual(run.summary.warnings, planted.warnings)
  }
})

test('the reference finds what the generator planted', () => {
  const { files, planted } = write(plan)
  const outcome = referenceVouchers(files.orders, files.barcodes, options)
  assert.ok(outcome.fault === undefined)
  const counts = Object.groupBy(outcome.rejects, (reject) => reject.code)
  const found = Object.fromEntries(Object.entries(counts).map(([code, rows]) => [code, rows?.length]))
  assert.deepEqual(found, planted.rejects)
})

test('the same seed gives the same files, another seed others', () => {
  assert.deepEqual(write(plan).files, write(plan).files)
  assert.notDeepEqual(write(plan).files, write({ ...plan, seed: 4 }).files)
})

test('without faults only orders without barcodes are left out', async () => {
  const { files } = write({ ...plan, faults: 0 })
  const run = await runEngine(files, options)
  assert.ok(run.fault === undefined)
  assert.deepEqual(run.summary.rejects, { 'order-without-barcodes': 8 })
})

function write(ticketPlan: TicketPlan): { files: TicketFiles; planted: Planted } {
  const folder = mkdtempSync(join(tmpdir(), 'docket-generated-'))
  try {
    const planted = writeTickets(ticketPlan, folder)
    const read = (name: string) => readFileSync(join(folder, name))
    return { files: { orders: read('orders.csv'), barcodes: read('barcodes.csv') }, planted }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
