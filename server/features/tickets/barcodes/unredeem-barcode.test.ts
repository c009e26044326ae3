import assert from 'node:assert/strict'
import { afterEach, before, describe, test } from 'node:test'
import { type Answer, faultsOf, problemOf } from '../../../../test/support/app.ts'
import { openTestDatabase } from '../../../../test/support/database.ts'
import { assertReconciled } from '../../../../test/support/reconcile.ts'
import { type Entry, sell, startTicketApp } from '../../../../test/support/ticket-app.ts'

const database = await openTestDatabase()
const { list, pages, post, read } = await startTicketApp(database.db)

before(() => sell(database, ['1,10'], ['A,1', 'B,1', 'C,1', 'H,']))
afterEach(() => assertReconciled(database.db))

const redeem = (barcode: string, body?: unknown) => post(`/api/barcodes/${barcode}/redeem`, body)

describe('taking a redemption back', () => {
  test('lets the ticket in again, and is kept with its reason', async () => {
    const ticket = 'A'
    await redeem(ticket, { gate: 'North' })
    const undone = bodyOf(await undo(ticket, 'The wrong person'))
    assert.deepEqual(
      [undone['state'], undone['redeemedAt'], undone['redeemedGate']],
      ['assigned', null, null],
    )
    assert.equal((await redeem(ticket, { gate: 'South' })).status, 200)
    const scans = await scansOf(ticket)
    assert.deepEqual(outcomes(scans), ['redeemed North', 'unredeemed null', 'redeemed South'])
    assert.deepEqual([scans[1]?.['reason'], scans[1]?.['actor']], ['The wrong person', 'admin-key'])
    assert.deepEqual(await pages(`/api/barcodes/${ticket}/scans`, 1), scans)
    assert.deepEqual(await changesOf(ticket), ['barcode.redeem', 'barcode.unredeem', 'barcode.redeem'])
  })

  test('is refused where there is nothing to take back', async () => {
    const ticket = 'B'
    for (const [barcode, refusal] of [
      [ticket, 'not-redeemed'],
      ['H', 'unassigned'],
    ] as const) {
      const answer = await undo(barcode)
      assert.deepEqual([answer.status, problemOf(answer)['refusal']], [409, refusal])
    }
    await redeem(ticket)
    assert.equal((await undo(ticket)).status, 200)
    assert.equal((await undo(ticket)).status, 409)
    assert.equal((await undo('nothing')).status, 404)
  })

  test('needs a reason, and an admin: to others it is not there', async () => {
    const ticket = 'C'
    await redeem(ticket)
    const path = `/api/barcodes/${ticket}/unredeem`
    assert.deepEqual(faultsOf(await post(path, {})), ['/reason value-missing'])
    assert.deepEqual(faultsOf(await post(path, { reason: ' ' })), ['/reason format-wrong'])
    assert.equal((await post(path)).status, 400)
    for (const asker of ['operator', 'viewer'] as const)
      assert.equal((await post(path, { reason: 'Because' }, asker)).status, 404)
    assert.equal((await read(`/api/barcodes/${ticket}`))['state'], 'redeemed')
  })
})

const undo = (barcode: string, reason = 'Scanned by mistake') =>
  post(`/api/barcodes/${barcode}/unredeem`, { reason })

function bodyOf({ text }: Answer): Entry {
  return JSON.parse(text)
}

async function scansOf(barcode: string): Promise<Entry[]> {
  return (await list(`/api/barcodes/${barcode}/scans`)).items
}

function outcomes(scans: readonly Entry[]): string[] {
  return scans.map(({ outcome, gate, refusal }) =>
    [outcome, gate ?? 'null', ...(refusal === null ? [] : [refusal])].join(' '),
  )
}

async function changesOf(barcode: string): Promise<string[]> {
  const rows = await database.db
    .selectFrom('audit_log')
    .select('action')
    .where('subject_id', '=', barcode)
    .orderBy('id')
    .execute()
  return rows.map(({ action }) => action)
}
