import assert from 'node:assert/strict'
import { beforeEach, describe, test } from 'node:test'
import { sql } from 'kysely'
import { openTestDatabase } from '../../../../test/support/database.ts'
import {
  makeMonths,
  storeCustomer,
  storeEvent,
  storeOrder,
  type TestEvent,
} from '../../../../test/support/order-events.ts'
import { assertRecounted } from '../../../../test/support/recount.ts'
import { openDatabase } from '../../../platform/database/database.ts'
import { recordDeltas } from '../deltas/record-deltas.ts'
import { becomeFolder } from './deltas-queries.ts'
import { foldAll } from './fold-all.ts'
import { foldDeltas } from './fold-deltas.ts'
import { folderLockKey } from './folder-lock.ts'

const { db, url } = await openTestDatabase()
await makeMonths(db, '2026-01-01', '2026-02-01')
const customer = await storeCustomer(db)

const day = '2026-01-05'
const at = (time: string) => `${day}T${time}Z`

beforeEach(async () => {
  await sql`
    truncate orders, order_events, summary_deltas, status_summaries, throughput_summaries, customer_lifetimes, totals
    cascade`.execute(db)
})

describe('a fold', () => {
  test('of nothing folds nothing', async () => {
    assert.deepEqual(await foldDeltas(db), { folded: 0 })
    await assertRecounted(db)
  })

  test('counts a stay in the quarter, the hour and the day in which it began', async () => {
    await store([10, at('10:16:00')], [20, at('10:17:30')])
    assert.deepEqual(await foldDeltas(db), { folded: 7 })
    assert.deepEqual(await readStays(10), [
      `900 ${day} 10:15 closed 1 total 90000 min 90000 max 90000 open 0`,
      `3600 ${day} 10:00 closed 1 total 90000 min 90000 max 90000 open 0`,
      `86400 ${day} 00:00 closed 1 total 90000 min 90000 max 90000 open 0`,
    ])
    assert.deepEqual((await readStays(20))[0], `900 ${day} 10:15 closed 0 total 0 min null max null open 1`)
    await assertRecounted(db)
  })

  test('counts what is folded once, and leaves nothing', async () => {
    await store([10, at('10:16:00')], [20, at('10:17:30')])
    await foldAll(db)
    const before = await readStays(10)
    assert.deepEqual(await foldDeltas(db), { folded: 0 })
    assert.deepEqual(await readStays(10), before)
    assert.equal(await countDeltas(), 0)
  })

  test('has no summary of a status that ends an order, and counts who stands in it', async () => {
    await store([10, at('10:00:00')], [90, at('10:17:30')])
    await foldAll(db)
    assert.deepEqual(await readStays(90), [])
    assert.equal(await readTotal('standing', 90), 1)
    await assertRecounted(db)
  })

  test('counts a status that Docket does not know like any other', async () => {
    await store([10, at('10:00:00')], [4711, at('10:00:10')], [2_147_483_647, at('10:00:30')])
    await foldAll(db)
    assert.match(`${await readStays(4711)}`, /closed 1 total 20000/)
    assert.match(`${await readStays(2_147_483_647)}`, /open 1/)
    await assertRecounted(db)
  })

  test('takes rows away that count nothing any more', async () => {
    const id = await store([10, at('10:00:00')], [50, at('10:30:00')])
    await foldAll(db)
    // Preparing was not reached from where the order turns out to have been.
    await addTo(id, [90, at('10:10:00')])
    await foldAll(db)
    assert.deepEqual(await readStays(50), [])
    assert.equal(await readTotal('standing', 50), undefined)
    await assertRecounted(db)
  })
})

describe('the shortest and the longest stay', () => {
  test('are looked up again when they are taken back', async () => {
    const long = await store([10, at('10:00:00')], [20, at('10:50:00')])
    const short = await store([10, at('10:01:00')], [20, at('10:02:00')])
    await store([10, at('10:02:00')], [20, at('10:12:00')])
    await store([10, at('10:40:00')], [20, at('10:45:00')])
    await foldAll(db)
    assert.match(`${await readStays(10)}`, /900 .{10} 10:00 closed 3 total \d+ min 60000 max 3000000/)
    await addTo(short, [7, at('10:01:30')])
    await addTo(long, [7, at('10:20:00')])
    await foldAll(db)
    assert.match(`${await readStays(10)}`, /900 .{10} 10:00 closed 3 total \d+ min 30000 max 1200000/)
    await assertRecounted(db)
  })

  test('of the hour and the day come from their quarters', async () => {
    const short = await store([10, at('10:20:00')], [20, at('10:20:01')])
    await store([10, at('10:40:00')], [20, at('10:45:00')])
    await store([10, at('13:40:00')], [20, at('13:44:00')])
    await foldAll(db)
    await addTo(short, [90, at('10:19:00')])
    await foldAll(db)
    assert.match((await readStays(10)).join('\n'), /3600 .{10} 10:00 closed 1 total 300000 min 300000/)
    assert.match((await readStays(10)).join('\n'), /86400 .{10} 00:00 closed 2 total 540000 min 240000/)
    await assertRecounted(db)
  })

  test('are right when the events are ahead of the deltas: one as short comes while another goes', async () => {
    const first = await store([10, at('10:00:00')], [20, at('10:00:10')])
    await store([10, at('10:01:00')], [20, at('10:02:00')])
    await foldAll(db)
    const second = await store([10, at('10:03:00')], [20, at('10:04:00')])
    await foldAll(db)
    await addTo(first, [7, at('10:00:05')])
    await addTo(second, [7, at('10:03:05')])
    await foldAll(db)
    await addTo(first, [6, at('10:00:04')])
    await store([10, at('10:05:00')], [20, at('10:05:05')])
    await addTo(second, [6, at('10:03:04')])
    await assertRecounted(db)
  })
})

describe('any number of folders', () => {
  test('fold one at a time: while one is at work, the others do nothing', async () => {
    await store([10, at('10:00:00')])
    await db.transaction().execute(async (tx) => {
      assert.equal(await becomeFolder(tx, 'skip'), true)
      assert.deepEqual(await foldDeltas(db), { folded: 0 })
    })
    await foldAll(db)
    await assertRecounted(db)
  })

  test('count each change once when one is killed in the middle', async () => {
    await store([10, at('10:00:00')], [20, at('10:00:10')])
    const other = openDatabase({ url, poolSize: 1, onError: () => undefined })
    const killed = other.transaction().execute(async (tx) => {
      await becomeFolder(tx, 'wait')
      await sql`delete from summary_deltas`.execute(tx)
      await sql`
        select pg_terminate_backend(pid) from pg_locks
        where locktype = 'advisory' and objid = ${folderLockKey} and granted`.execute(db)
      await sql`select 1`.execute(tx)
    })
    await assert.rejects(killed)
    await other.destroy()
    await foldAll(db)
    await assertRecounted(db)
  })
})

test('what was written but not committed is not counted, and counts as soon as it is', async () => {
  const late = await db.startTransaction().execute()
  await recordDeltas(late, [{ kind: 'total', name: 'barcodes-unassigned', change: 5 }])
  await db.transaction().execute((tx) => recordDeltas(tx, [{ kind: 'total', name: 'events', change: 2 }]))
  await foldAll(db)
  assert.deepEqual([await readTotal('events'), await readTotal('barcodes-unassigned')], [2, undefined])
  await late.commit().execute()
  await foldAll(db)
  assert.equal(await readTotal('barcodes-unassigned'), 5)
})

test('what rolls back never counts', async () => {
  const gone = db.transaction().execute(async (tx) => {
    await recordDeltas(tx, [{ kind: 'total', name: 'events', change: 2 }])
    throw new Error('no')
  })
  await assert.rejects(gone, /^Error: no$/)
  await foldAll(db)
  assert.equal(await readTotal('events'), undefined)
})

test('what is taken back is never folded before what it takes back, however transactions overlap', async () => {
  const id = await store([10, at('10:00:00')])
  const before = await db.startTransaction().execute()
  await storeEvent(before, id, [20, at('10:00:10')])
  const takesBack = addTo(id, [7, at('10:00:05')])
  await foldAll(db)
  assert.match(`${await readStays(10)}`, /closed 0 .* open 1/)
  await before.commit().execute()
  await takesBack
  // Whatever it takes at a time, nothing is below zero in between.
  await assertRecounted(db)
})

test('stays of a hundred years are summed exactly beyond what a number holds', async () => {
  await makeMonths(db, '1970-01-01', '2099-12-31')
  for (let each = 0; each < 3; each++) await store([10, 0], [20, '2099-12-31T23:59:59.999Z'])
  await sql`update summary_deltas set change = 10000 where kind = 'stay'`.execute(db)
  await foldAll(db)
  const total = 30_000n * BigInt(Date.parse('2099-12-31T23:59:59.999Z'))
  assert.match(`${await readStays(10)}`, new RegExp(`total ${total} `))
})

function store(...events: readonly [TestEvent, ...TestEvent[]]): Promise<number> {
  return db.transaction().execute((tx) => storeOrder(tx, customer, events))
}

function addTo(orderId: number, event: TestEvent): Promise<void> {
  return db.transaction().execute((tx) => storeEvent(tx, orderId, event))
}

async function readStays(status: number): Promise<string[]> {
  const { rows } = await sql<{ line: string }>`
    select concat_ws(' ', span_seconds, to_char(start at time zone 'UTC', 'YYYY-MM-DD HH24:MI'), 'closed', closed,
      'total', total_ms, 'min', coalesce(min_ms::text, 'null'), 'max', coalesce(max_ms::text, 'null'), 'open', open) as line
    from status_summaries where status = ${status} order by span_seconds, start`.execute(db)
  return rows.map(({ line }) => line)
}

async function readTotal(name: string, key = 0): Promise<number | undefined> {
  const { rows } = await sql<{ value: number }>`
    select value from totals where name = ${name} and key = ${key}`.execute(db)
  return rows[0]?.value
}

async function countDeltas(): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) as count from summary_deltas`.execute(db)
  return rows[0]?.count ?? 0
}
