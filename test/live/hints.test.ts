import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { sql } from 'kysely'
import { Compile } from 'typebox/schema'
import { NumbersChanged, OrdersChanged } from '../../contract/live.ts'
import { createHints } from '../../server/platform/live/hints.ts'
import { hintsChannel } from '../../server/platform/live/hints-queries.ts'
import { createLog } from '../../server/platform/log.ts'
import { makeKey, makeUser } from '../support/accounts.ts'
import { addJob, connectLive, eventually, runJob, startLiveApps } from '../support/live.ts'

const { db, apps } = await startLiveApps([{}, {}])
const [app, otherApp] = apps
/** What a process that changes orders has. */
const hints = createHints(db, createLog({ logLevel: 'silent' }))
after(() => hints.stop())
const schemas = { orders: Compile(OrdersChanged), numbers: Compile(NumbersChanged) }

async function watch(role: 'admin' | 'viewer' = 'viewer', { port } = app) {
  const user = await makeUser(db, { role })
  const { headers } = await makeKey(db, user)
  return { user, client: await connectLive(port, `/ws/${user.id}`, { headers }) }
}

test('changed orders are named to everybody who watches, at every process', async () => {
  const watchers = [await watch('viewer'), await watch('admin', otherApp)]
  hints.ordersChanged(['A-1', 'A-2'])
  hints.ordersChanged(['A-2', 'A-3'])
  for (const { client } of watchers) {
    await eventually(() => client.hints.length > 0)
    const [hint] = client.hints
    assert.ok(schemas.orders.Check(hint), JSON.stringify(hint))
    assert.deepEqual(hint.orderIds, ['A-1', 'A-2', 'A-3'])
    assert.equal(hint.more, false)
  }
})

test('of more orders than a message holds some are named, and it says so', async () => {
  const { client } = await watch()
  const ids = Array.from({ length: 5_000 }, (_, index) => `${index} ${'\u{1F39F}'.repeat(120)}`)
  hints.ordersChanged(ids)
  await eventually(() => client.hints.length > 0)
  const [hint] = client.hints
  assert.ok(schemas.orders.Check(hint))
  assert.ok(hint.more)
  assert.deepEqual(hint.orderIds, ids.slice(0, hint.orderIds.length))
})

test('numbers that change all the time are told now and then', async () => {
  const { client } = await watch()
  for (let i = 0; i < 1_000; i += 1) hints.numbersChanged()
  hints.ordersChanged(['last'])
  await eventually(() => client.hints.length >= 2)
  const [numbers] = client.hints.filter(({ type }) => type === 'numbers.changed')
  assert.ok(schemas.numbers.Check(numbers), JSON.stringify(numbers))
  assert.equal(client.hints.length, 2)
})

test('hints stand between the messages of a job, numbered with them', async () => {
  const { user, client } = await watch()
  hints.ordersChanged(['B-1'])
  await eventually(() => client.hints.length > 0)
  await runJob(await addJob(db, user.id))
  await client.until((messages) => messages.at(-1)?.status === 'completed')
  const seqs = [...client.hints, ...client.messages].map(({ seq }) => seq)
  assert.deepEqual(
    seqs.toSorted((a, b) => a - b),
    seqs.map((_, index) => index + 1),
  )
})

test('what is no hint of ours is passed over', async () => {
  const { client } = await watch()
  for (const text of ['', 'null', '{}', '{"type":"orders.changed"}', '{"type":"job.progress"}', '[1]'])
    await sql`select pg_notify(${hintsChannel}, ${text})`.execute(db)
  await sql`select pg_notify(${hintsChannel}, '{"type":"orders.changed","orderIds":["C-1",2,null]}')`.execute(
    db,
  )
  await eventually(() => client.hints.length > 0)
  assert.deepEqual(
    client.hints.map((hint) => ('orderIds' in hint ? hint.orderIds : [])),
    [['C-1']],
  )
})
