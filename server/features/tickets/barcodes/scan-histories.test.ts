import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { problemOf } from '../../../../test/support/app.ts'
import { openTestDatabase } from '../../../../test/support/database.ts'
import { assertReconciled } from '../../../../test/support/reconcile.ts'
import { sell, startTicketApp } from '../../../../test/support/ticket-app.ts'

const database = await openTestDatabase()
const { db } = database
const { list, post, read } = await startTicketApp(db)

type Command =
  | { kind: 'scan'; ticket: number; nonce?: string | undefined; gate: string }
  | { kind: 'undo'; ticket: number }
  | { kind: 'sell'; ticket: number }

const ticket = fc.integer({ min: 0, max: 2 })
const commands: fc.Arbitrary<Command[]> = fc.array(
  fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({
        kind: fc.constant('scan' as const),
        ticket,
        nonce: fc.option(fc.constantFrom('a', 'b'), { nil: undefined }),
        gate: fc.constantFrom('North', 'South'),
      }),
    },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('undo' as const), ticket }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('sell' as const), ticket }) },
  ),
  { minLength: 5, maxLength: 25 },
)

/** What a ticket is: `gate` while it is redeemed, and where each nonce was redeemed. */
interface Ticket {
  isKnown: boolean
  isSold: boolean
  gate: string | undefined
  nonces: Map<string, string>
  scans: string[]
}

let runs = 0

test('whatever is scanned, taken back and sold in turn: each answer and each number is what a model says', async () => {
  const property = fc.asyncProperty(commands, async (drawn) => {
    runs += 1
    const names = [`${runs}-sold`, `${runs}-unsold`, `${runs}-unknown`]
    await sell(database, [`${runs},10`], [`${names[0]},${runs}`, `${names[1]},`])
    const model: Ticket[] = names.map((_, n) => ({
      ...{ isKnown: n < 2, isSold: n < 1, gate: undefined },
      ...{ nonces: new Map(), scans: [] },
    }))
    for (const command of drawn) {
      const [name, expected] = [names[command.ticket], model[command.ticket]]
      assert.ok(name !== undefined && expected !== undefined)
      assert.equal(await carryOut(command, name), expect(command, expected))
    }
    for (const [n, name] of names.entries()) await compare(name, model[n])
  })
  await fc.assert(property, { numRuns: 12 })
  await assertReconciled(db)
})

/** What was answered, in short: where it was redeemed, or why not. */
async function carryOut(command: Command, name: string): Promise<string> {
  if (command.kind === 'sell') return sellLater(name)
  const { status, text } =
    command.kind === 'scan'
      ? await post(`/api/barcodes/${name}/redeem`, { nonce: command.nonce, gate: command.gate }, 'operator')
      : await post(`/api/barcodes/${name}/unredeem`, { reason: 'Again' })
  if (status === 200) return String(JSON.parse(text).redeemedGate)
  return String(problemOf({ status, text, headers: {} })['refusal'])
}

async function sellLater(name: string): Promise<string> {
  await sell(database, [`${runs},10`], [`${name},${runs}`])
  return 'sold'
}

function expect(command: Command, ticket: Ticket): string {
  switch (command.kind) {
    case 'sell':
      Object.assign(ticket, { isKnown: true, isSold: true })
      return 'sold'
    case 'undo':
      return undo(ticket)
    case 'scan':
      return scan(ticket, command)
  }
}

function scan(ticket: Ticket, { nonce, gate }: { nonce?: string | undefined; gate: string }): string {
  const repeated = nonce === undefined ? undefined : ticket.nonces.get(nonce)
  if (repeated !== undefined) return repeated
  const refusal = refuse(ticket)
  ticket.scans.push(refusal ?? gate)
  if (refusal !== undefined) return refusal
  ticket.gate = gate
  if (nonce !== undefined) ticket.nonces.set(nonce, gate)
  return gate
}

function refuse({ isKnown, isSold, gate }: Ticket): string | undefined {
  if (!isKnown) return 'unknown'
  if (!isSold) return 'unassigned'
  return gate === undefined ? undefined : 'redeemed'
}

function undo(ticket: Ticket): string {
  if (!ticket.isKnown) return 'unknown'
  if (!ticket.isSold) return 'unassigned'
  if (ticket.gate === undefined) return 'not-redeemed'
  ticket.gate = undefined
  ticket.scans.push('unredeemed')
  return 'null'
}

async function compare(name: string, expected: Ticket | undefined): Promise<void> {
  assert.ok(expected)
  const { scans, gate, isKnown } = expected
  if (isKnown) assert.equal((await read(`/api/barcodes/${name}`))['redeemedGate'], gate ?? null)
  if (!isKnown && scans.length === 0) return
  const { items } = await list(`/api/barcodes/${name}/scans`)
  assert.deepEqual(
    items.map(({ outcome, refusal, gate: where }) => refusal ?? (outcome === 'unredeemed' ? outcome : where)),
    scans,
  )
}
