import assert from 'node:assert/strict'
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { sql } from 'kysely'
import { readSummaries } from '../../../test/orders/docket.ts'
import { keepOrder, publicIdOf, startArchiveDocket } from '../../../test/support/archive-docket.ts'
import { storeCustomer, type TestEvent } from '../../../test/support/order-events.ts'
import { ProblemError } from '../../platform/http/problem.ts'
import { archivedEvents } from '../orders/archived/archived-events.ts'
import { showOrder } from '../orders/reading/show-order.ts'
import { showReceived } from '../orders/reading/show-received.ts'
import { changeStatus } from '../orders/status/change-status.ts'
import { listHistory } from '../orders/status/list-history.ts'
import { archiveOrders } from './archive-orders.ts'
import { withArchiveLock } from './with-archive-lock.ts'

const { call, db, folder } = await startArchiveDocket('2024-06-15T12:00:00Z')
const customerKey = await storeCustomer(db)

const march: [TestEvent, ...TestEvent[]] = [
  [10, '2024-02-28T10:00:00Z'],
  [20, '2024-03-01T10:05:00.123Z'],
  [10, '2024-03-01T10:06:00Z'],
  [90, '2024-03-01T11:00:00Z'],
]
const document = {
  customer: { name: 'Ada Lovelace', phoneNumber: '+358401234567' },
  deliveryAddress: { street: 'Huuvatie 1' },
  items: [{ name: 'Hawaii Burger ☃', plu: 'A-1', quantity: 2, note: 'ring twice' }],
  total: 12.5,
}
const plain = await keepOrder(db, { customerKey, events: march, document })
const fromFile = await keepOrder(db, {
  customerKey,
  events: [
    [10, '2024-03-02T09:00:00Z'],
    [30, '2024-03-02T09:30:00Z'],
  ],
})
const open = await keepOrder(db, { customerKey, events: [[10, '2024-03-03T09:00:00Z']], document })
const recent = await keepOrder(db, {
  customerKey,
  events: [
    [10, '2024-03-31T23:50:00Z'],
    [90, '2024-04-01T00:00:00Z'],
  ],
  document,
})

async function answersOf(key: number) {
  const id = await publicIdOf(db, 'orders', key)
  const order = await showOrder(call, id)
  const history = await listHistory(call, id, { limit: 200 })
  const received = await showReceived(call, id).catch((error) => (error as Error).message)
  return { order, history, received }
}

async function isArchived(key: number): Promise<boolean> {
  const { rows } = await sql<{ archived: boolean }>`
    select archive_id is not null as archived from orders where id = ${key}`.execute(db)
  return rows[0]?.archived === true
}

async function countRows(table: string, key: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) from ${sql.id(table)} where order_id = ${key}`.execute(db)
  return rows[0]?.count ?? 0
}

async function collect<T>(source: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const one of source) all.push(one)
  return all
}

test('orders that ended before the month are archived whole, and answers and numbers do not change', async () => {
  const keys = [plain, fromFile, open, recent]
  const [answers, numbers] = [await Promise.all(keys.map(answersOf)), await readSummaries(db)]
  const done = await archiveOrders(call, { before: '2024-04' })
  assert.deepEqual(
    done.archives.map(({ name, orders, events, left }) => ({ name, orders, events, left })),
    [{ name: '2024-03-0001', orders: 2, events: 6, left: 0 }],
  )
  assert.deepEqual(await Promise.all(keys.map(isArchived)), [true, true, false, false])
  assert.equal(await countRows('order_events', plain), 0)
  assert.equal(await countRows('order_documents', plain), 0)
  assert.deepEqual(await Promise.all(keys.map(answersOf)), answers)
  assert.deepEqual(await readSummaries(db), numbers)
  // February held but one event of an order that is archived; March still has that of the open order.
  assert.deepEqual(done.monthsDropped, ['2024-02'])
  assert.deepEqual(
    (await collect(archivedEvents(call))).map(({ orderKey, events }) => [orderKey, events.length]),
    [
      [plain, 4],
      [fromFile, 2],
    ],
  )
})

test('the files say nothing about the customer to whoever has no key', () => {
  const names = readdirSync(folder).sort()
  assert.deepEqual(names, [
    'archive-2024-03-0001.json',
    'events-2024-03-0001.parquet',
    'orders-2024-03-0001.parquet',
  ])
  for (const name of names) {
    const bytes = readFileSync(join(folder, name))
    for (const secret of ['Ada', '+3584', 'Huuvatie', 'ring twice', 'as reported'])
      assert.equal(bytes.includes(secret), false, `${name} has ${secret}`)
  }
})

test('a second run has nothing to do, and leaves a file that is not its own', async () => {
  writeFileSync(join(folder, 'notes.txt'), 'of the operator')
  writeFileSync(join(folder, 'orders-2024-03-0002.parquet.part'), 'half')
  assert.deepEqual(await archiveOrders(call, { before: '2024-04' }), {
    before: '2024-04',
    archives: [],
    monthsDropped: [],
  })
  assert.equal(readdirSync(folder).length, 4)
})

test('two at once: the second says so', async () => {
  await withArchiveLock(db, () =>
    assert.rejects(archiveOrders(call, { before: '2024-04' }), (error) => {
      assert.ok(error instanceof ProblemError)
      assert.equal(error.refusal.code, 'archiving-under-way')
      return true
    }),
  )
  await archiveOrders(call, { before: '2024-04' })
})

test('a month that is not over is refused', async () => {
  for (const before of ['2024-07', '2024-13', 'soon', '1969-12'])
    await assert.rejects(archiveOrders(call, { before }), { name: 'ProblemError' }, before)
})

test('a late event brings an archived order back, whole, and the next run archives it again', async () => {
  const id = await publicIdOf(db, 'orders', plain)
  const before = await answersOf(plain)
  await changeStatus(call, id, { status: 50, timestamp: '2024-03-01T10:30:00Z' })
  assert.equal(await isArchived(plain), false)
  const after = await answersOf(plain)
  assert.equal(after.received, before.received)
  assert.deepEqual(
    after.order.statusHistory.map(({ status }) => status),
    [10, 20, 50, 90],
  )
  const numbers = await readSummaries(db)
  await archiveOrders(call, { before: '2024-04' })
  assert.equal(await isArchived(plain), true)
  assert.deepEqual(await answersOf(plain), after)
  assert.deepEqual(await readSummaries(db), numbers)
  assert.equal((await collect(archivedEvents(call))).length, 2)
})

test('what the archived stays count for is that of the orders still in the archive', async () => {
  const { rows } = await sql<{ start: string; status: number; min: number; max: number }>`
    select to_char(start at time zone 'UTC', 'DD HH24:MI') as start, status, min(min_ms) as min, max(max_ms) as max
    from archive_extremes group by start, status order by 1, 2`.execute(db)
  assert.deepEqual(rows, [
    { start: '01 10:00', status: 20, min: 1_499_877, max: 1_499_877 },
    { start: '01 10:30', status: 50, min: 1_800_000, max: 1_800_000 },
    { start: '02 09:00', status: 10, min: 1_800_000, max: 1_800_000 },
    { start: '28 10:00', status: 10, min: 172_800_000 + 300_123, max: 172_800_000 + 300_123 },
  ])
})

test('a damaged or missing file gives no answer instead of a wrong one', async () => {
  const path = join(folder, 'events-2024-03-0002.parquet')
  const whole = readFileSync(path)
  const id = await publicIdOf(db, 'orders', plain)
  const right = await showOrder(call, id)
  const isUnreadable = (error: unknown) => {
    assert.ok(error instanceof ProblemError)
    assert.equal(error.refusal.code, 'archive-unreadable')
    assert.match(error.refusal.detail, /events-2024-03-0002\.parquet/)
    return true
  }
  for (let at = 0; at < whole.length; at += 61) {
    const damaged = Buffer.from(whole)
    damaged.writeUInt8(damaged.readUInt8(at) ^ 1, at)
    writeFileSync(path, damaged)
    // What of the end of a file was read before is not read again.
    const answer = await showOrder(call, id).catch((error) => isUnreadable(error) && undefined)
    if (answer !== undefined) assert.deepEqual(answer, right)
  }
  writeFileSync(path, Buffer.from(whole).fill(0, 4, 50))
  await assert.rejects(showOrder(call, id), isUnreadable)
  writeFileSync(path, whole.subarray(0, 100))
  await assert.rejects(showOrder(call, id), isUnreadable)
  rmSync(path)
  await assert.rejects(showOrder(call, id), isUnreadable)
  writeFileSync(path, whole)
  assert.deepEqual(await showOrder(call, id), right)
})
