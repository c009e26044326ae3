import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { sql } from 'kysely'
import { openTestDatabase } from '../../../test/support/database.ts'
import {
  makeMonths,
  storeCustomer,
  storeEvent,
  storeOrder,
  type TestEvent,
} from '../../../test/support/order-events.ts'
import { assertRecounted } from '../../../test/support/recount.ts'
import type { Principal } from '../../platform/principal.ts'
import { recordDeltas } from '../analytics/deltas/record-deltas.ts'
import { foldAll } from '../analytics/fold/fold-all.ts'
import { reconcile } from './reconcile.ts'

const { db } = await openTestDatabase()
const source = { db, config: { dataDir: '/nowhere' } }
const mender: Principal = { kind: 'command', name: 'a test', role: 'admin' }
const at = (time: string) => `2026-01-05T${time}Z`
let customer = 0
let order = 0

before(async () => {
  await makeMonths(db, '2026-01-01', '2026-02-01')
  customer = await storeCustomer(db)
  order = await store([10, at('10:00:00')], [20, at('10:10:00')], [50, at('10:20:00')], [20, at('10:30:00')])
  await store(
    [10, at('10:05:00')],
    [20, at('11:10:00')],
    [4711, at('23:20:00')],
    [90, '2026-02-01T00:30:00Z'],
  )
  await storeBarcodes()
  await foldAll(db)
})

describe('what is equal', () => {
  test('has no differences, and mending it changes nothing', async () => {
    const found = { orders: 2, events: 8, counts: {}, differences: 0, first: [], mended: 0 }
    assert.deepEqual(await reconcile(source), found)
    assert.deepEqual(await reconcile(source, { repairAs: mender }), found)
    assert.equal(await countMendings(), 0)
  })

  test('stays so while changes wait to be counted, negative ones too', async () => {
    const added = await store([10, at('10:07:00')], [20, at('10:08:00')])
    await addTo(added, [7, at('10:07:30')])
    await addTo(order, [7, at('10:00:01')])
    assert.equal((await reconcile(source)).differences, 0)
    await foldAll(db)
    assert.equal((await reconcile(source)).differences, 0)
    await assertRecounted(db)
  })
})

/** What somebody or something did to the numbers, and which table shows it. */
const faults: [name: string, table: string, count: number, plant: string][] = [
  [
    'a count of stays',
    'status_summaries',
    1,
    `update status_summaries set closed = closed + 1 where ${one()}`,
  ],
  ['a sum of stays', 'status_summaries', 1, `update status_summaries set total_ms = 1 where ${one()}`],
  ['a shortest stay', 'status_summaries', 1, `update status_summaries set min_ms = 1 where ${one()}`],
  ['a longest stay', 'status_summaries', 1, `update status_summaries set max_ms = null where ${one()}`],
  ['a count of open stays', 'status_summaries', 1, `update status_summaries set open = -1 where ${one()}`],
  ['a histogram', 'status_summaries', 1, `update status_summaries set histogram = '\\x00ff' where ${one()}`],
  ['a summary too few', 'status_summaries', 1, `delete from status_summaries where ${one()}`],
  [
    'a summary too many',
    'status_summaries',
    1,
    `insert into status_summaries values
    (900, '2020-01-01Z', 10, 1, 1, 1, 1, 0, '\\x0102')`,
  ],
  [
    'an hour',
    'throughput_summaries',
    1,
    'update throughput_summaries set orders = 7 where span_seconds = 3600',
  ],
  [
    'a quarter without orders',
    'throughput_summaries',
    1,
    `insert into throughput_summaries values (900, '2020-01-01Z', 1)`,
  ],
  ['a lifetime', 'customer_lifetimes', 1, 'update customer_lifetimes set orders = orders + 1'],
  ['a first order', 'customer_lifetimes', 1, `update customer_lifetimes set first_order_at = '2020-01-01Z'`],
  ['no lifetime', 'customer_lifetimes', 1, 'delete from customer_lifetimes'],
  ['a count of orders', 'totals', 1, `update totals set value = 0 where name = 'orders'`],
  ['a count of events', 'totals', 1, `update totals set value = value + 1 where name = 'events'`],
  ['who stands in a status', 'totals', 1, `delete from totals where name = 'standing' and key = 90`],
  ['a count of barcodes', 'totals', 1, `update totals set value = 9 where name = 'barcodes-redeemed'`],
  ['a counter that nobody knows', 'totals', 1, `insert into totals values ('standing', 12345, 1)`],
  ['tickets of a customer', 'customer_tickets', 1, 'update customer_tickets set tickets = 9'],
  [
    'a change that nothing caused',
    'totals',
    1,
    `insert into summary_deltas (kind, name, change) values ('total', 'events', 5)`,
  ],
  [
    'a stay that was counted twice',
    'status_summaries',
    3,
    `insert into summary_deltas (kind, at, key, ms, change)
    values ('stay', '2026-01-05T10:00:00Z', 10, 5, 1)`,
  ],
  [
    'the status of an order',
    'orders',
    1,
    'update orders set status = 30 where id = (select min(id) from orders)',
  ],
  [
    'the group of an order',
    'orders',
    1,
    `update orders set status_group = 'done' where id = (select min(id) from orders)`,
  ],
  [
    'where events are looked for',
    'orders',
    1,
    `update orders set last_event_at = first_event_at
    where id = (select min(id) from orders)`,
  ],
  [
    'a verdict',
    'order_events',
    1,
    `update order_events set applied = false, refusal = 'repeated' where status = 50`,
  ],
  [
    'a verdict of a refused one',
    'order_events',
    1,
    `update order_events set applied = true, refusal = null where not applied
    and refusal = 'transition-not-allowed'`,
  ],
]

describe('a difference is found and mended', () => {
  for (const [name, table, count, plant] of faults)
    test(name, async () => {
      await sql.raw(plant).execute(db)
      const found = await reconcile(source)
      assert.deepEqual(found.counts, { [table]: count })
      assert.equal(found.first.length, count)
      assert.equal(found.first[0]?.table, table)
      const mended = await reconcile(source, { repairAs: mender })
      assert.equal(mended.mended, count)
      assert.equal((await reconcile(source)).differences, 0)
      await assertRecounted(db)
    })
})

test('all numbers are made again from the orders, their events and the barcodes', async () => {
  await sql`
    truncate status_summaries, throughput_summaries, customer_lifetimes, totals, customer_tickets`.execute(db)
  const { mended, counts } = await reconcile(source, { repairAs: mender })
  assert.ok(mended > 20)
  assert.deepEqual(Object.keys(counts).sort(), [
    'customer_lifetimes',
    'customer_tickets',
    'status_summaries',
    'throughput_summaries',
    'totals',
  ])
  await assertRecounted(db)
})

test('changes that come while numbers are mended count afterwards', async () => {
  await sql`update totals set value = value + 1 where name = 'orders'`.execute(db)
  await sql`update status_summaries set total_ms = 0, min_ms = 0`.execute(db)
  const late = await db.startTransaction().execute()
  const added = await storeOrder(late, customer, [
    [10, at('10:02:00')],
    [20, at('10:02:01')],
  ])
  const waiting = await store([10, at('10:02:00')], [20, at('10:02:02')])
  await addTo(waiting, [7, at('10:02:01')])
  await reconcile(source, { repairAs: mender })
  await late.commit().execute()
  await addTo(added, [90, at('10:02:00')])
  await assertRecounted(db)
  assert.equal((await reconcile(source)).differences, 0)
})

test('mending is told in the audit log, with who did it and what', async () => {
  await sql`update totals set value = value + 1 where name = 'orders'`.execute(db)
  const before = await countMendings()
  await reconcile(source, { repairAs: mender })
  assert.equal(await countMendings(), before + 1)
  const { rows } = await sql<{ actor_name: string; details: unknown }>`
    select actor_name, details from audit_log order by id desc limit 1`.execute(db)
  assert.deepEqual(rows, [{ actor_name: 'a test', details: { totals: 1 } }])
})

test('what cannot be mended is told and stays: an order without events, events without an order', async () => {
  const lone = await store([10, at('12:00:00')])
  await foldAll(db)
  await sql`update order_events set order_id = 999999 where order_id = ${lone}`.execute(db)
  const { differences, mended, first } = await reconcile(source, { repairAs: mender })
  assert.ok(differences - mended === 2)
  assert.ok(first.some(({ table, key }) => table === 'order_events' && key['orderId'] === 999_999))
  assert.ok(
    first.some(
      ({ table, key, recomputed }) => table === 'orders' && key['id'] === lone && recomputed === null,
    ),
  )
  await sql`update order_events set order_id = ${lone} where order_id = 999999`.execute(db)
  await reconcile(source, { repairAs: mender })
  await assertRecounted(db)
})

test('many differences are counted, and some of each table are named', async () => {
  const values = Array.from({ length: 150 }, (_, key) => key + 10_000)
  await sql`insert into totals select 'standing', key, 1 from unnest(${values}::bigint[]) as key`.execute(db)
  const { counts, first } = await reconcile(source)
  assert.deepEqual(counts, { totals: 150 })
  assert.equal(first.length, 20)
  assert.deepEqual(first[0], {
    table: 'totals',
    key: { name: 'standing', key: 10_000 },
    stored: { value: 1 },
    recomputed: null,
  })
  await reconcile(source, { repairAs: mender })
})

test('the backfill of the migration folds to what is stored', async () => {
  await sql`
    truncate summary_deltas, status_summaries, throughput_summaries, customer_lifetimes, totals, order_events;
    update orders set status = 10, status_group = 'received', first_event_at = created_at, last_event_at = created_at;
    insert into order_events (order_id, at, received_at, status, applied)
      select id, created_at, created_at, status, true from orders order by id;
    insert into summary_deltas (kind, at, key, change) select 'order', created_at, customer_id, 1 from orders;
    insert into summary_deltas (kind, at, key, change)
      select 'standing', created_at, status, count(*) from orders group by created_at, status;
    insert into summary_deltas (kind, name, change)
      select 'total', 'events', count(*) from order_events having count(*) > 0;
    insert into summary_deltas (kind, name, change)
      select 'total', case when order_id is null then 'barcodes-unassigned'
        when redeemed_at is null then 'barcodes-assigned' else 'barcodes-redeemed' end, count(*)
      from barcodes group by 2;
  `.execute(db)
  assert.equal((await reconcile(source)).differences, 0)
  await assertRecounted(db)
})

function one(): string {
  return "span_seconds = 900 and status = 10 and start = '2026-01-05T10:00:00Z'"
}

function store(...events: readonly [TestEvent, ...TestEvent[]]): Promise<number> {
  return db.transaction().execute((tx) => storeOrder(tx, customer, events))
}

function addTo(orderId: number, event: TestEvent): Promise<void> {
  return db.transaction().execute((tx) => storeEvent(tx, orderId, event))
}

async function storeBarcodes(): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await sql`insert into barcodes (barcode, order_id, redeemed_at)
      values ('a', ${order}, null), ('b', ${order}, now()), ('c', null, null), ('d', null, null)`.execute(tx)
    await sql`insert into customer_tickets (customer_id, tickets)
      select public_id, 2 from customers where id = ${customer}`.execute(tx)
    await recordDeltas(tx, [
      { kind: 'total', name: 'barcodes-assigned', change: 1 },
      { kind: 'total', name: 'barcodes-redeemed', change: 1 },
      { kind: 'total', name: 'barcodes-unassigned', change: 2 },
    ])
  })
}

async function countMendings(): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from audit_log where action = 'numbers.mend'`.execute(db)
  return rows[0]?.count ?? 0
}
