import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { openTestDatabase } from '../../../test/support/database.ts'
import { makeMonths } from '../../../test/support/order-events.ts'
import { renewStatistics } from './statistics-queries.ts'

const { db } = await openTestDatabase()

async function tablesWith(secret: string): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select distinct tablename as name from pg_stats s where s::text like ${`%${secret}%`} order by 1`.execute(
    db,
  )
  return rows.map(({ name }) => name)
}

test('statistics of tables and partitions that are empty by now are taken away', async () => {
  await makeMonths(db, '2024-02-01')
  await sql`
    insert into barcode_scans (barcode, outcome, at, received_at, reason)
    select 'B', 'redeemed', now(), now(), 'Ada rang' from generate_series(1, 3)`.execute(db)
  const { rows } = await sql<{ id: number }>`
    with customer as (insert into customers default values returning id)
    insert into orders (customer_id, source, status, created_at, first_event_at, last_event_at)
    select id, 'api', 10, now(), now(), now() from customer returning id`.execute(db)
  await sql`
    insert into order_events (order_id, at, received_at, status, is_forced, applied, reason)
    select ${rows[0]?.id}, '2024-02-03'::timestamptz + n * interval '1 s', now(), 10, false, true, 'Ada rang'
    from generate_series(1, 3) as n`.execute(db)
  await sql`analyze`.execute(db)
  assert.deepEqual(await tablesWith('Ada rang'), ['barcode_scans', 'order_events', 'order_events_2024_02'])
  await sql`delete from barcode_scans`.execute(db)
  await sql`delete from order_events`.execute(db)
  await renewStatistics(db)
  assert.deepEqual(await tablesWith('Ada rang'), [])
})
