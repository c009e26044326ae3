import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { sql } from 'kysely'
import { startTestApp } from '../../../../test/support/app.ts'
import { openTestDatabase } from '../../../../test/support/database.ts'
import { addReadingRoutes } from './reading-routes.ts'

const { db } = await openTestDatabase()
const { port } = await startTestApp({
  db,
  features: [addReadingRoutes],
  authenticate: () => ({ kind: 'admin-key', role: 'admin' }),
})

const ordersBefore = 10_000

// Ten orders at each instant, so that many pages end among orders of one instant.
before(() =>
  sql`
    with customer as (insert into customers (external_id) values ('c') returning id)
    insert into orders (external_id, customer_id, source, account, created_at)
      select 'before-' || n, id, 'api', 'a' || n % 2, timestamptz '2024-01-01' + n / 10 * interval '1 second'
      from customer, generate_series(1, ${ordersBefore}::integer) as n
  `.execute(db),
)

test('pages lose no order and repeat none while others are placed and changed', async () => {
  const writing = new AbortController()
  const writer = write(writing.signal)
  const all = await readAll('limit=137')
  const [odd, even] = await Promise.all([readAll('limit=50&account=a1'), readAll('limit=199&account=a0')])
  writing.abort()
  const written = await writer
  assert.ok(written > 10, 'others wrote meanwhile')

  for (const ids of [all, [...odd, ...even]]) {
    assert.equal(new Set(ids).size, ids.length, 'none twice')
    assert.equal(ids.filter((id) => id.startsWith('before-')).length, ordersBefore, 'each that was there')
  }
})

test('the pages behind each other are one list, in its order', async () => {
  const { rows } = await sql<{ id: string }>`
    select public_id as id from orders where account = 'a1' order by created_at desc, orders.id desc
  `.execute(db)
  assert.deepEqual(
    await readAll('limit=200&account=a1'),
    rows.map(({ id }) => id),
  )
})

/** Places orders, older and newer ones than any page, and changes the status of others, until told to stop. */
async function write(signal: AbortSignal): Promise<number> {
  let rounds = 0
  while (!signal.aborted) {
    rounds += 1
    await sql`
      insert into orders (external_id, customer_id, source, account, created_at)
        select ${`during-${rounds}-`}::text || n, c.id, 'api', 'a' || n % 2,
          timestamptz '2024-01-01' + (random() * 2000) * interval '1 second'
        from customers as c, generate_series(1, 10) as n
    `.execute(db)
    await sql`
      update orders set status = 20, status_group = 'accepted', version = version + 1
      where id % 500 = ${rounds % 500}
    `.execute(db)
  }
  return rounds
}

async function readAll(query: string): Promise<string[]> {
  const ids: string[] = []
  for (let cursor = ''; ; ) {
    // Not by send(): hundreds of pages would be held against the document of the API.
    const answer = await fetch(`http://127.0.0.1:${port}/api/orders?${query}${cursor}`)
    assert.equal(answer.status, 200)
    const { items, nextCursor } = JSON.parse(await answer.text())
    ids.push(...items.map(({ id }: { id: string }) => id))
    if (nextCursor === null) return ids
    cursor = `&cursor=${nextCursor}`
  }
}
