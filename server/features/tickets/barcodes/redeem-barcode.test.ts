import assert from 'node:assert/strict'
import { afterEach, before, describe, test } from 'node:test'
import { sql } from 'kysely'
import { type Answer, faultsOf, problemOf } from '../../../../test/support/app.ts'
import { openTestDatabase } from '../../../../test/support/database.ts'
import { storeEvent } from '../../../../test/support/order-events.ts'
import { assertReconciled } from '../../../../test/support/reconcile.ts'
import { type Entry, sell, startTicketApp } from '../../../../test/support/ticket-app.ts'

const database = await openTestDatabase()
const { db } = database
let now = new Date('2026-06-01T18:00:00.000Z')
const { list, post, read, send } = await startTicketApp(db, { now: () => now })
const tickets = Array.from({ length: 30 }, (_, n) => `T${n}`)

before(() =>
  sell(database, ['1,10', '2,20'], [...tickets.map((ticket) => `${ticket},1`), 'C1,2', 'C2,2', 'H,']),
)
afterEach(() => assertReconciled(db))

/** A ticket that no other test scans. */
function newTicket(): string {
  const ticket = tickets.pop()
  assert.ok(ticket)
  return ticket
}

const redeem = (barcode: string, body?: unknown, asker?: 'operator' | 'viewer') =>
  post(`/api/barcodes/${barcode}/redeem`, body, asker)

describe('a scan', () => {
  test('lets a ticket in, and says when and where', async () => {
    const ticket = newTicket()
    const answer = await redeem(
      ticket,
      { gate: 'North', at: '2026-06-01T20:55:00.5+03:00', nonce: 'n1' },
      'operator',
    )
    const barcode = bodyOf(answer)
    assert.deepEqual(
      [answer.status, barcode['state'], barcode['redeemedAt'], barcode['redeemedGate']],
      [200, 'redeemed', '2026-06-01T17:55:00.500Z', 'North'],
    )
    assert.deepEqual(await read(`/api/barcodes/${ticket}`), barcode)
    assert.deepEqual(await scansOf(ticket), [
      {
        ...{ outcome: 'redeemed', refusal: null, at: '2026-06-01T17:55:00.500Z' },
        ...{ receivedAt: now.toISOString(), gate: 'North', nonce: 'n1' },
        ...{ forced: false, reason: null, actor: 'key:o' },
      },
    ])
    assert.deepEqual(await changesOf(ticket), ['barcode.redeem {"orderId": "1"}'])
  })

  test('needs no body, and then was just now', async () => {
    for (const body of [undefined, {}]) {
      const answer = await redeem(newTicket(), body)
      assert.deepEqual([answer.status, bodyOf(answer)['redeemedAt']], [200, now.toISOString()])
    }
  })

  test('of a ticket that is used is told when and where the first was', async () => {
    const ticket = newTicket()
    await redeem(ticket, { gate: 'North' })
    const again = await redeem(ticket, { gate: 'South' })
    const { code, refusal, redeemedAt, redeemedGate, detail } = problemOf(again)
    assert.deepEqual(
      [again.status, code, refusal, redeemedAt, redeemedGate],
      [409, 'barcode-state-conflict', 'redeemed', now.toISOString(), 'North'],
    )
    assert.ok(String(detail).includes(now.toISOString()) && String(detail).includes('North'))
    assert.deepEqual(outcomes(await scansOf(ticket)), ['redeemed North', 'refused South redeemed'])
    assert.equal((await changesOf(ticket)).length, 1)
  })

  test('that was sent later counts by its arrival, however early it was', async () => {
    const ticket = newTicket()
    await redeem(ticket, { gate: 'North' })
    const late = await redeem(ticket, { gate: 'Offline', at: '2026-06-01T09:00:00Z' })
    assert.deepEqual([late.status, problemOf(late)['redeemedGate']], [409, 'North'])
    assert.equal((await scansOf(ticket))[1]?.['at'], '2026-06-01T09:00:00.000Z')
  })

  test('of what was not sold, or is not known, is refused and kept', async () => {
    const unsold = await redeem('H', { gate: 'North' })
    assert.deepEqual([unsold.status, problemOf(unsold)['refusal']], [409, 'unassigned'])
    const forged = await redeem('forged', { gate: 'North', nonce: 'n' })
    assert.deepEqual([forged.status, problemOf(forged)['refusal']], [404, 'unknown'])
    assert.deepEqual(outcomes(await scansOf('H')), ['refused North unassigned'])
    assert.deepEqual(outcomes(await scansOf('forged')), ['refused North unknown'])
    assert.equal((await send('/api/barcodes/forged')).status, 404)
  })

  test('of a ticket whose order was cancelled is refused, unless an admin says why not', async () => {
    await cancelOrder('2')
    const refused = await redeem('C1', {}, 'operator')
    assert.deepEqual([refused.status, problemOf(refused)['refusal']], [409, 'order-cancelled'])
    const byOperator = await redeem('C1', { force: true, reason: 'They paid again' }, 'operator')
    assert.deepEqual([byOperator.status, problemOf(byOperator)['code']], [403, 'role-insufficient'])
    assert.deepEqual(faultsOf(await redeem('C1', { force: true })), ['/reason value-missing'])
    const forced = await redeem('C1', { force: true, reason: 'They paid again' })
    assert.deepEqual([forced.status, bodyOf(forced)['state']], [200, 'redeemed'])
    assert.deepEqual(await changesOf('C1'), ['barcode.redeem {"forced": true, "orderId": "2"}'])
    const scans = await scansOf('C1')
    assert.deepEqual(outcomes(scans), ['refused null order-cancelled', 'redeemed null'])
    assert.deepEqual([scans[1]?.['forced'], scans[1]?.['reason']], [true, 'They paid again'])
  })

  test('that is forced lets nobody in twice, nor with a ticket that nobody bought', async () => {
    const force = { force: true, reason: 'I say so' }
    assert.equal((await redeem('C2', force)).status, 200)
    assert.equal(problemOf(await redeem('C2', force))['refusal'], 'redeemed')
    assert.equal(problemOf(await redeem('H', force))['refusal'], 'unassigned')
  })

  test('is not for viewers, and leaves nothing when they try', async () => {
    const ticket = newTicket()
    const answer = await redeem(ticket, {}, 'viewer')
    assert.deepEqual([answer.status, problemOf(answer)['code']], [403, 'role-insufficient'])
    assert.equal(
      (await send(`/api/barcodes/${ticket}/scans`, { headers: { 'x-asker': 'viewer' } })).status,
      200,
    )
    assert.deepEqual(await scansOf(ticket), [])
  })

  test('with values that no gate sends is refused, and is no scan', async () => {
    const ticket = newTicket()
    const bad: [unknown, string][] = [
      [{ nonce: '' }, '/nonce too-short'],
      [{ nonce: 'x'.repeat(256) }, '/nonce too-long'],
      [{ gate: '' }, '/gate too-short'],
      [{ gate: 7 }, '/gate type-wrong'],
      [{ gate: 'a\0b' }, '/gate character-unstorable'],
      [{ nonce: '\ud800' }, '/nonce character-unstorable'],
      [{ at: '2026-06-01' }, '/at format-wrong'],
      [{ at: 1_780_000_000 }, '/at type-wrong'],
      [{ at: '2026-06-01T18:05:00.001Z' }, '/at time-out-of-range'],
      [{ at: '1969-12-31T23:59:59.999Z' }, '/at time-out-of-range'],
      [{ at: '2016-12-31T23:59:60Z' }, '/at time-out-of-range'],
      [{ force: 'true' }, '/force type-wrong'],
      [{ force: true, reason: '   ' }, '/reason format-wrong'],
      [{ door: 'North' }, '/door value-unknown'],
    ]
    for (const [body, fault] of bad) assert.deepEqual(faultsOf(await redeem(ticket, body)), [fault])
    assert.equal((await redeem(ticket, [])).status, 422)
    assert.equal((await redeem(ticket, null)).status, 422)
    assert.equal((await redeem('x'.repeat(256), {})).status, 404)
    assert.deepEqual(await scansOf(ticket), [])
  })

  test('keeps 255 characters of any kind, and a clock that is a little ahead', async () => {
    const ticket = newTicket()
    const gate = '😀'.repeat(255)
    const answer = await redeem(ticket, { gate, nonce: '🎫'.repeat(255), at: '2026-06-01T18:05:00Z' })
    assert.deepEqual([answer.status, bodyOf(answer)['redeemedGate']], [200, gate])
    const unknown = '🎟'.repeat(255)
    assert.equal((await redeem(encodeURIComponent(unknown), {})).status, 404)
    assert.equal((await scansOf(encodeURIComponent(unknown))).length, 1)
  })
})

describe('the same nonce', () => {
  test('is the same success, whoever repeats it and however late, and keeps nothing more', async () => {
    const ticket = newTicket()
    const first = await redeem(ticket, { nonce: 'a', gate: 'North' }, 'operator')
    const before = now
    now = new Date('2036-06-01T18:00:00.000Z')
    for (const body of [{ nonce: 'a' }, { nonce: 'a', gate: 'South', at: '2030-01-01T00:00:00Z' }]) {
      const again = await redeem(ticket, body)
      assert.deepEqual([again.status, again.text], [200, first.text])
    }
    now = before
    assert.equal((await scansOf(ticket)).length, 1)
    assert.equal((await redeem(ticket, { nonce: 'b' })).status, 409)
  })

  test('of a refused scan is tried again', async () => {
    assert.equal((await redeem('LATE', { nonce: 'a' })).status, 404)
    await sell(database, ['1,10'], ['LATE,1'])
    assert.equal((await redeem('LATE', { nonce: 'a' })).status, 200)
    assert.deepEqual(outcomes(await scansOf('LATE')), ['refused null unknown', 'redeemed null'])
  })

  test('of another ticket is another scan', async () => {
    const [one, other] = [newTicket(), newTicket()]
    assert.equal((await redeem(one, { nonce: 'same' })).status, 200)
    assert.equal(bodyOf(await redeem(other, { nonce: 'same' }))['barcode'], other)
  })

  test('is the success that it was also after it was taken back, and lets nobody in again', async () => {
    const ticket = newTicket()
    const first = await redeem(ticket, { nonce: 'a' })
    await undo(ticket)
    assert.equal((await redeem(ticket, { nonce: 'a' })).text, first.text)
    assert.equal((await read(`/api/barcodes/${ticket}`))['state'], 'assigned')
  })
})

test('scans as CSV are all there, with nothing in them that a spreadsheet would run', async () => {
  const ticket = newTicket()
  await redeem(ticket, { gate: '=1+1', nonce: 'a,b' })
  await redeem(ticket)
  const at = now.toISOString()
  assert.equal(
    (await send(`/api/barcodes/${ticket}/scans.csv`)).text,
    `at,received_at,outcome,refusal,gate,nonce,forced,reason,actor
${at},${at},redeemed,,'=1+1,"a,b",false,,admin-key
${at},${at},refused,redeemed,,,false,,admin-key
`,
  )
})

test('an Idempotency-Key gives a refused scan the same refusal, and keeps it once', async () => {
  const ticket = newTicket()
  await redeem(ticket)
  const again = () => post(`/api/barcodes/${ticket}/redeem`, {}, 'operator', { 'idempotency-key': 'k' })
  assert.deepEqual([(await again()).status, (await again()).status], [409, 409])
  assert.equal((await scansOf(ticket)).length, 2)
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
  const { rows } = await sql<{ change: string }>`
    select action || ' ' || details as change from audit_log where subject_id = ${barcode} order by id
  `.execute(db)
  return rows.map(({ change }) => change)
}

/** The event comes behind the first one, whose time is the database's. */
async function cancelOrder(publicId: string): Promise<void> {
  const { id, last_event_at } = await db
    .selectFrom('orders')
    .select(['id', 'last_event_at'])
    .where('public_id', '=', publicId)
    .executeTakeFirstOrThrow()
  await db.transaction().execute((tx) => storeEvent(tx, id, [110, last_event_at.getTime() + 1]))
}
