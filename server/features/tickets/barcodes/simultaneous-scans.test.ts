import assert from 'node:assert/strict'
import { afterEach, before, test } from 'node:test'
import { type Answer, problemOf } from '../../../../test/support/app.ts'
import { openTestDatabase } from '../../../../test/support/database.ts'
import { assertReconciled } from '../../../../test/support/reconcile.ts'
import { sell, startTicketApp } from '../../../../test/support/ticket-app.ts'
import { openDatabase } from '../../../platform/database/database.ts'

const database = await openTestDatabase()
const { db, url, closeFirst } = database
// As of a second process: its own connections to the same database.
const second = openDatabase({ url, poolSize: 10, onError: () => undefined })
closeFirst(() => second.destroy())
const servers = [await startTicketApp(db), await startTicketApp(second)]
const gates = Array.from({ length: 200 }, (_, n) => n)

before(() => sell(database, ['1,10'], ['A,1', 'B,1', ...gates.slice(0, 20).map((n) => `T${n},1`), 'D,1']))
afterEach(() => assertReconciled(db))

test('of 200 gates that scan one barcode on two servers one lets in, and all others are told which', async () => {
  const answers = await Promise.all(gates.map((gate) => scan(gate, 'A', { gate: `Gate ${gate}` })))
  const admitted = answers.filter(({ status }) => status === 200)
  assert.equal(admitted.length, 1)
  const gate = JSON.parse(admitted[0]?.text ?? '').redeemedGate
  const refused = answers.filter(({ status }) => status === 409).map(problemOf)
  assert.equal(refused.length, 199)
  assert.ok(refused.every((problem) => problem['redeemedGate'] === gate && problem['refusal'] === 'redeemed'))
  assert.deepEqual(await countScans('A'), { redeemed: 1, refused: 199 })
})

test('of 200 that send the same nonce all get the same success', async () => {
  const answers = await Promise.all(
    gates.map((gate) => scan(gate, 'B', { gate: `Gate ${gate}`, nonce: 'n' })),
  )
  assert.deepEqual(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size, 1)
  assert.equal(answers[0]?.status, 200)
  assert.deepEqual(await countScans('B'), { redeemed: 1 })
})

test('of 200 gates that scan 20 barcodes each lets its own in once', async () => {
  const answers = await Promise.all(gates.map((gate) => scan(gate, `T${gate % 20}`, { nonce: `${gate}` })))
  assert.equal(answers.filter(({ status }) => status === 200).length, 20)
  assert.equal(answers.filter(({ status }) => status === 409).length, 180)
})

test('scans and undoing at once take turns: what is left is what came last', async () => {
  const answers = await Promise.all(
    gates.map((n) =>
      n % 2 === 0
        ? scan(n, 'D')
        : servers[n % 4 === 1 ? 0 : 1]?.post('/api/barcodes/D/unredeem', { reason: 'Again' }),
    ),
  )
  assert.ok(answers.every((answer) => answer?.status === 200 || answer?.status === 409))
  const { redeemed = 0, unredeemed = 0 } = await countScans('D')
  const [scans, undone] = [0, 1].map(
    (odd) => answers.filter((answer, n) => n % 2 === odd && answer?.status === 200).length,
  )
  assert.deepEqual([redeemed, unredeemed], [scans, undone])
  const state = (await servers[0]?.read('/api/barcodes/D'))?.['state']
  assert.equal(redeemed - unredeemed, state === 'redeemed' ? 1 : 0)
})

async function scan(gate: number, barcode: string, body: object = {}): Promise<Answer> {
  const server = servers[gate % servers.length]
  assert.ok(server)
  return server.post(`/api/barcodes/${barcode}/redeem`, body, 'operator')
}

async function countScans(barcode: string): Promise<Record<string, number>> {
  const scans = await db
    .selectFrom('barcode_scans')
    .select(({ fn }) => ['outcome', fn.countAll<number>().as('count')])
    .where('barcode', '=', barcode)
    .groupBy('outcome')
    .execute()
  return Object.fromEntries(scans.map(({ outcome, count }) => [outcome, count]))
}
