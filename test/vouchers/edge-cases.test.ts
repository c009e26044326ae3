import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type ReferenceOutcome, referenceVouchers } from '../support/reference-vouchers.ts'
import { runVouchers } from '../support/run-vouchers.ts'
import { byteCases } from './byte-cases.ts'
import { type EdgeCase, plainOrders } from './edge-case.ts'
import { headerCases } from './header-cases.ts'
import { lineCases } from './line-cases.ts'
import { quoteCases } from './quote-cases.ts'
import { valueCases } from './value-cases.ts'

const groups = { quoteCases, lineCases, headerCases, byteCases, valueCases }
const options = { duplicates: 'keep-first', top: 5, by: 'tickets' } as const

for (const [group, cases] of Object.entries(groups)) {
  describe(group, () => {
    for (const edge of cases) {
      const files = { orders: toBytes(edge.orders ?? plainOrders), barcodes: toBytes(edge.barcodes) }
      test(edge.name, async () => {
        check(edge, await runVouchers(files, options))
      })
      test(`${edge.name}: the reference agrees`, () => {
        check(edge, referenceVouchers(files.orders, files.barcodes, options))
      })
    }
  })
}

function check(edge: EdgeCase, outcome: ReferenceOutcome): void {
  if (outcome.fault !== undefined || edge.fault !== undefined) {
    assert.equal(outcome.fault, edge.fault)
    return
  }
  const tickets = Object.fromEntries(outcome.vouchers.map(({ orderId, barcodes }) => [orderId, barcodes]))
  assert.deepEqual(tickets, edge.tickets ?? {})
  const rejects = outcome.rejects.map(({ file, line, code }) => ({ file, verdict: `${line} ${code}` }))
  const ofBarcodes = rejects.filter(({ file }) => file === 'barcodes.csv').map(({ verdict }) => verdict)
  if (edge.firstRejects !== undefined)
    assert.deepEqual(ofBarcodes.slice(0, edge.firstRejects.length), edge.firstRejects)
  else assert.deepEqual(ofBarcodes, edge.rejects ?? [])
  const ofOrders = rejects
    .filter(({ file, verdict }) => file === 'orders.csv' && !verdict.endsWith('order-without-barcodes'))
    .map(({ verdict }) => verdict)
  assert.deepEqual(ofOrders, edge.orderRejects ?? [])
  assert.equal(outcome.unusedBarcodes, edge.unused ?? 0)
  assert.deepEqual(outcome.warnings, edge.warnings ?? {})
}

function toBytes(content: string | Uint8Array): Uint8Array {
  return typeof content === 'string' ? new TextEncoder().encode(content) : content
}
