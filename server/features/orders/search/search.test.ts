import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import fc from 'fast-check'
import { sql } from 'kysely'
import { startTestApp } from '../../../../test/support/app.ts'
import { openTestDatabase } from '../../../../test/support/database.ts'
import type { Database } from '../../../platform/database/database.ts'
import { createLog } from '../../../platform/log.ts'
import { addReadingRoutes } from '../reading/reading-routes.ts'
import { fillSearch } from './fill-search.ts'
import { fillSearchAll } from './fill-search-all.ts'
import { startSearchFiller } from './start-search-filler.ts'

const { db } = await openTestDatabase()
const { send } = await startTestApp({
  db,
  features: [addReadingRoutes],
  authenticate: () => ({ kind: 'admin-key', role: 'admin' }),
})

const letter = fc.constantFrom(...'aAbB%_\\ ßäÄσςΣпПıİ😀+1\n.')
const text = fc.string({ unit: letter, minLength: 1, maxLength: 8 })
const maybe = fc.option(text)

describe('orders are found', () => {
  test('by any part of any text, in any letter case, as by reading each of them', async () => {
    const people = fc.array(fc.record({ name: maybe, phone: maybe }), { minLength: 1, maxLength: 4 })
    const orders = fc.array(
      fc.record({ who: fc.nat(3), name: maybe, phone: maybe, channel: maybe, item: text }),
      {
        minLength: 1,
        maxLength: 8,
      },
    )
    await fc.assert(
      fc.asyncProperty(people, orders, fc.array(text, { maxLength: 3 }), async (who, what, queries) => {
        const stored = await store(who, what)
        await fillSearchAll(db)
        const parts = stored.map(({ texts }, n) => [...(texts[n % texts.length] ?? '')].slice(1, 4).join(''))
        for (const q of [...queries, ...parts].filter((query) => query !== ''))
          assert.deepEqual(await find(q), scan(stored, q), JSON.stringify(q))
        await sql`truncate orders, customers, order_documents, order_search, customer_search, barcodes cascade`.execute(
          db,
        )
      }),
      { numRuns: 15 },
    )
  })

  test('together with every other filter, page by page', async () => {
    const stored = await store(
      [
        { name: 'Ada', phone: null },
        { name: 'Grace', phone: '+358 40 1' },
      ],
      Array.from({ length: 12 }, (_, n) => ({
        who: n % 2,
        name: 'Ada',
        phone: null,
        channel: null,
        item: `Soup ${n}`,
      })),
    )
    await fillSearchAll(db)
    const ids = stored.map(({ id }) => id).reverse()
    assert.deepEqual(await find('soup'), ids)
    assert.deepEqual(await findByPage('q=ada', 5), ids)
    assert.deepEqual(await find('soup', '&status=10&group=received&account=a'), ids)
    assert.deepEqual(await find('soup', '&status=20'), [])
    assert.deepEqual(
      await find('0 1', '&from=2020-01-01T00:00:00Z'),
      ids.filter((_, n) => n % 2 === 0),
    )
  })

  test('by what the customer is called by now, and no longer by what they were called', async () => {
    const [order] = await store([{ name: 'Before', phone: '+11' }], [{ ...plain, item: 'Tea' }])
    await fillSearchAll(db)
    assert.deepEqual(await find('befor'), [order?.id])
    await sql`update customers set name = 'Behind', phone = null where name = 'Before'`.execute(db)
    await fillSearchAll(db)
    assert.deepEqual([await find('befor'), await find('+11'), await find('BEHIND')], [[], [], [order?.id]])
  })

  test('a moment after they came, while somebody keeps the search up to date', async () => {
    const filler = startSearchFiller({ db, log: createLog({ logLevel: 'silent' }) })
    const [order] = await store([{ name: 'Quick', phone: null }], [{ ...plain, item: 'Espresso' }])
    await until(async () => (await find('espresso')).length > 0)
    assert.deepEqual(await find('espresso'), [order?.id])
    await filler.stop()
  })
})

describe('a customer who is erased', () => {
  test('is found by nothing from that moment on, nor are their orders by anything but their ids', async () => {
    const stored = await store(
      [{ name: 'Erasmus', phone: '+99 1' }],
      [{ ...plain, name: 'Erasmus ordered', item: 'Cake' }],
    )
    await fillSearchAll(db)
    await db.transaction().execute(async (tx) => {
      await sql`update customers set name = null, phone = null, erased_at = now() where name = 'Erasmus'`.execute(
        tx,
      )
      assert.deepEqual(await searched(tx, 'ERASMUS'), [])
    })
    assert.deepEqual(await find('erasmus'), [])
    // Whoever fills must not take it from the document again, which may go later.
    await fillSearchAll(db)
    assert.deepEqual([await find('erasmus'), await find('cake')], [[], []])
    assert.deepEqual(await find(stored[0]?.id ?? ''), [stored[0]?.id])
  })

  test('stays away while the search is filled at the same moment', async () => {
    const people = Array.from({ length: 20 }, (_, n) => ({ name: `Vanish ${n}`, phone: null }))
    await store(
      people,
      people.map((_, who) => ({ ...plain, who, name: `Vanish ${who}` })),
    )
    const filling = fillSearchAll(db)
    for (const { name } of people)
      await sql`update customers set name = null, erased_at = now() where name = ${name}`.execute(db)
    await filling
    await fillSearchAll(db)
    assert.deepEqual(await searched(db, 'VANISH'), [])
  })
})

test('one at a time fills the search, and the marks of all are taken once', async () => {
  await sql`
    with customer as (insert into customers (external_id) values ('many') returning id)
    insert into orders (external_id, customer_id, source)
      select 'bulk-' || n, id, 'csv' from customer, generate_series(1, 3000) as n
  `.execute(db)
  const fillers = await Promise.all(Array.from({ length: 4 }, () => fillSearch(db)))
  assert.ok(fillers.some(({ filled }) => filled > 0))
  await fillSearchAll(db)
  const { rows } = await sql<{ count: number }>`
    select count(*) from order_search where text like 'BULK-%'`.execute(db)
  assert.deepEqual(rows, [{ count: 3_000 }])
})

interface Person {
  name: string | null
  phone: string | null
}

interface Sent {
  who: number
  name: string | null
  phone: string | null
  channel: string | null
  item: string
}

const plain: Sent = { who: 0, name: null, phone: null, channel: null, item: 'x' }

interface Stored {
  id: string
  texts: string[]
}

let count = 0

/** Stores customers and what they ordered, one after the other. */
async function store(people: readonly Person[], orders: readonly Sent[]): Promise<Stored[]> {
  const known: { id: number; texts: (string | null)[] }[] = []
  for (const { name, phone } of people) {
    count += 1
    const { rows } = await sql<{ id: number; texts: (string | null)[] }>`
      insert into customers (external_id, name, phone) values (${`who-${count}`}, ${name},
        case when not exists (select from customers where phone = ${phone}) then ${phone} end)
      returning id, array[public_id, name, phone] as texts
    `.execute(db)
    known.push(...rows)
  }
  const stored: Stored[] = []
  for (const { who, name, phone, channel, item } of orders) {
    count += 1
    const customer = known[who % known.length]
    const id = `order-${count}`
    const document = {
      customer: { name: name ?? undefined, phoneNumber: phone ?? undefined },
      items: [{ name: item }],
    }
    await sql`
      with placed as (
        insert into orders (external_id, customer_id, source, account, channel_order_id, created_at)
        values (${id}, ${customer?.id}, 'api', 'a', ${channel}, now() + ${count} * interval '1 second') returning id
      )
      insert into order_documents (order_id, received, document) select id, '{}', ${JSON.stringify(document)} from placed
    `.execute(db)
    const texts = [id, name, phone, channel, item, ...(customer?.texts ?? [])]
    stored.push({ id, texts: texts.filter((value) => value !== null) })
  }
  return stored
}

/** The orders that have a text which holds `q`, found by looking at each of them; the newest first. */
function scan(stored: readonly Stored[], q: string): string[] {
  return stored
    .filter(({ texts }) => texts.some((value) => keyOf(value).includes(keyOf(q))))
    .map(({ id }) => id)
    .reverse()
}

function keyOf(value: string): string {
  return value.replaceAll('\n', ' ').toUpperCase()
}

async function find(q: string, more = ''): Promise<string[]> {
  return findByPage(`q=${encodeURIComponent(q)}${more}`, 200)
}

async function findByPage(query: string, limit: number): Promise<string[]> {
  const ids: string[] = []
  for (let cursor = ''; ; ) {
    const { status, text: body } = await send(`/api/orders?${query}&limit=${limit}${cursor}`)
    assert.equal(status, 200, body)
    const { items, nextCursor } = JSON.parse(body)
    ids.push(...items.map(({ id }: { id: string }) => id))
    if (nextCursor === null) return ids
    cursor = `&cursor=${nextCursor}`
  }
}

async function searched(connection: Database, text: string): Promise<unknown[]> {
  const pattern = `%${text}%`
  const { rows } = await sql`
    select text from order_search where text like ${pattern}
    union all select text from customer_search where text like ${pattern}
  `.execute(connection)
  return rows
}

async function until(isTrue: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 10_000
  while (!(await isTrue())) {
    assert.ok(performance.now() < deadline, 'nothing was found within ten seconds')
    await setImmediate()
  }
}
