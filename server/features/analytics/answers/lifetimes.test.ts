import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { sql } from 'kysely'
import type { CustomerLifetime, Summary } from '#contract/analytics.ts'
import type { Page } from '#contract/lists.ts'
import { faultsOf, withKey } from '../../../../test/support/app.ts'
import { startFullApp } from '../../../../test/support/full-app.ts'
import { makeMonths, storeOrder } from '../../../../test/support/order-events.ts'
import { assertReconciled } from '../../../../test/support/reconcile.ts'

const { db, send } = await startFullApp()
await makeMonths(db, '2026-01-01T00:00:00Z', '2026-02-01T00:00:00Z')

/** Stores a customer under an id, with orders at these times. */
async function storeOrders(id: string, ...times: string[]): Promise<void> {
  const { rows } = await sql<{ key: number }>`
    insert into customers (external_id) values (${id}) returning id as key`.execute(db)
  for (const time of times)
    await db.transaction().execute((tx) => storeOrder(tx, rows[0]?.key ?? 0, [[10, time]]))
}

await storeOrders('7', '2026-01-01T00:00:00Z', '2026-01-02T12:00:00Z', '2026-01-02T12:00:00.001Z')
await storeOrders('40', '2026-01-05T08:00:00Z', '2026-01-05T08:00:00Z')
await storeOrders('9', '2026-02-03T00:00:00Z')
await storeOrders('nobody’s')
await assertReconciled(db)

async function read<T>(path: string): Promise<T> {
  const answer = await send(`/api/${path}`, { headers: withKey })
  assert.equal(answer.status, 200, answer.text)
  return JSON.parse(answer.text)
}

describe('the lifetime of a customer', () => {
  test('says how many orders, when, and how far apart', async () => {
    assert.deepEqual(await read('customers/7/lifetime'), {
      customerId: '7',
      orders: 3,
      firstOrderAt: '2026-01-01T00:00:00.000Z',
      lastOrderAt: '2026-01-02T12:00:00.001Z',
      averageDaysBetweenOrders: 129_600_001 / 2 / 86_400_000,
    })
  })

  test('has no distance with one order, and a distance of zero with two at the same time', async () => {
    assert.equal((await read<CustomerLifetime>('customers/9/lifetime')).averageDaysBetweenOrders, null)
    assert.equal((await read<CustomerLifetime>('customers/40/lifetime')).averageDaysBetweenOrders, 0)
  })

  test('is empty without orders', async () => {
    assert.deepEqual(await read(`customers/${encodeURIComponent('nobody’s')}/lifetime`), {
      customerId: 'nobody’s',
      orders: 0,
      firstOrderAt: null,
      lastOrderAt: null,
      averageDaysBetweenOrders: null,
    })
  })

  test('of nobody is not there', async () => {
    for (const id of ['8', '07', `${'9'.repeat(300)}`, '%00'])
      assert.equal((await send(`/api/customers/${id}/lifetime`, { headers: withKey })).status, 404)
  })
})

describe('the list of lifetimes', () => {
  const ids = async (query: string) =>
    (await read<Page<CustomerLifetime>>(`analytics/customers/lifetime?${query}`)).items.map(
      ({ customerId }) => customerId,
    )

  test('names who ordered most, or who ordered last or first, and nobody without orders', async () => {
    assert.deepEqual(await ids(''), ['7', '40', '9'])
    assert.deepEqual(await ids('sort=lastOrderAt'), ['9', '40', '7'])
    assert.deepEqual(await ids('sort=firstOrderAt'), ['9', '40', '7'])
  })

  test('is narrowed by numbers and times', async () => {
    assert.deepEqual(await ids('minOrders=2'), ['7', '40'])
    assert.deepEqual(await ids('minOrders=2&maxOrders=2'), ['40'])
    assert.deepEqual(await ids('firstFrom=2026-01-05T08:00:00Z'), ['40', '9'])
    assert.deepEqual(await ids('firstTo=2026-01-05T08:00:00Z'), ['7'])
    assert.deepEqual(await ids('lastFrom=2026-01-05T08:00:00Z&lastTo=2026-02-03T00:00:00Z'), ['40'])
    assert.deepEqual(await ids('minOrders=4'), [])
    assert.deepEqual(await ids('firstFrom=0000-01-01T00:00:00Z&lastTo=9999-12-31T23:59:59Z'), [
      '7',
      '40',
      '9',
    ])
  })

  test('has pages that neither lose nor repeat anybody, in any order', async () => {
    for (const sort of ['orders', 'lastOrderAt', 'firstOrderAt']) {
      const found: string[] = []
      let cursor = ''
      for (;;) {
        const query = `limit=1&sort=${sort}${cursor === '' ? '' : `&cursor=${cursor}`}`
        const page = await read<Page<CustomerLifetime>>(`analytics/customers/lifetime?${query}`)
        found.push(...page.items.map(({ customerId }) => customerId))
        if (page.nextCursor === null) break
        cursor = page.nextCursor
      }
      assert.deepEqual(found, await ids(`sort=${sort}`))
    }
  })

  test('refuses what it does not know', async () => {
    const refusals = {
      'sort=name': '/sort choice-unknown',
      'minOrders=0': '/minOrders too-small',
      'minOrders=1e1': '/minOrders type-wrong',
      'firstFrom=yesterday': '/firstFrom format-wrong',
      'lastTo=2016-12-31T23:59:60Z': '/lastTo format-wrong',
      'limit=201': '/limit too-large',
      'cursor=abc': '/cursor cursor-invalid',
      'from=2026-01-01T00:00:00Z': '/from value-unknown',
    }
    for (const [query, fault] of Object.entries(refusals)) {
      const answer = await send(`/api/analytics/customers/lifetime?${query}`, { headers: withKey })
      assert.deepEqual([answer.status, faultsOf(answer)], [422, [fault]], query)
    }
  })

  test('takes no cursor of another order', async () => {
    const { nextCursor } = await read<Page<CustomerLifetime>>('analytics/customers/lifetime?limit=1')
    const query = `limit=1&sort=lastOrderAt&cursor=${nextCursor}`
    const answer = await send(`/api/analytics/customers/lifetime?${query}`, { headers: withKey })
    assert.deepEqual(faultsOf(answer), ['/cursor cursor-invalid'])
  })

  test('is a file too', async () => {
    const answer = await send('/api/analytics/customers/lifetime.csv?minOrders=2', { headers: withKey })
    assert.equal(
      answer.text,
      `customer_id,orders,first_order_at,last_order_at,average_days_between_orders
7,3,2026-01-01T00:00:00.000Z,2026-01-02T12:00:00.001Z,${129_600_001 / 2 / 86_400_000}
40,2,2026-01-05T08:00:00.000Z,2026-01-05T08:00:00.000Z,0
`,
    )
  })

  test('keeps who was erased, by their id', async () => {
    await sql`update customers set erased_at = now(), name = null where external_id = '40'`.execute(db)
    assert.deepEqual(await ids('minOrders=2'), ['7', '40'])
    assert.equal((await read<CustomerLifetime>('customers/40/lifetime')).orders, 2)
  })
})

describe('the summary', () => {
  test('counts everything, by status and by group', async () => {
    await db.transaction().execute(async (tx) => {
      const { id } = await tx
        .selectFrom('customers')
        .select('id')
        .where('external_id', '=', '9')
        .executeTakeFirstOrThrow()
      await storeOrder(tx, Number(id), [
        [10, '2026-02-04T00:00:00Z'],
        [777, '2026-02-04T01:00:00Z'],
      ])
      for (const hour of ['06', '07'])
        await storeOrder(tx, Number(id), [
          [50, `2026-02-04T${hour}:00:00Z`],
          [777, `2026-02-04T${hour}:30:00Z`],
        ])
      await storeOrder(tx, Number(id), [
        [10, '2026-02-05T00:00:00Z'],
        [90, '2026-02-05T01:00:00Z'],
      ])
    })
    await assertReconciled(db)
    const summary = await read<Summary>('analytics/summary')
    assert.deepEqual([summary.orders, summary.events, summary.customers], [10, 14, 3])
    assert.deepEqual(summary.byStatus, [
      { status: 10, statusName: 'NEW', group: 'received', orders: 6 },
      { status: 777, statusName: null, group: 'received', orders: 1 },
      { status: 777, statusName: null, group: 'kitchen', orders: 2 },
      { status: 90, statusName: 'FINALIZED', group: 'done', orders: 1 },
    ])
    assert.deepEqual(
      summary.byGroup.filter(({ orders }) => orders > 0),
      [
        { group: 'received', orders: 7 },
        { group: 'kitchen', orders: 2 },
        { group: 'done', orders: 1 },
      ],
    )
    assert.deepEqual(summary.barcodes, { unassigned: 0, assigned: 0, redeemed: 0 })
    assert.deepEqual(summary.topCustomers, {
      byTickets: [],
      byOrders: [
        { customerId: '9', tickets: 0, orders: 5 },
        { customerId: '7', tickets: 0, orders: 3 },
        { customerId: '40', tickets: 0, orders: 2 },
      ],
    })
    assert.equal(summary.foldLagSeconds, 0)
  })

  test('shares out what is counted, also while the orders are ahead of the counters', async () => {
    // As if two had just got 777, and one had just left 778.
    await sql`
      update totals set value = value + case key when 777 then -2 else 1 end where name = 'standing' and key in (777, 10)
    `.execute(db)
    await sql`insert into totals (name, key, value) values ('standing', 778, 1)`.execute(db)
    const summary = await read<Summary>('analytics/summary')
    assert.deepEqual(
      summary.byStatus.filter(({ statusName }) => statusName === null),
      [
        { status: 778, statusName: null, group: 'received', orders: 1 },
        { status: 777, statusName: null, group: 'kitchen', orders: 1 },
      ],
    )
    assert.equal(
      summary.byGroup.reduce((sum, { orders }) => sum + orders, 0),
      summary.orders,
    )
    await sql`
      update totals set value = value + case key when 777 then 2 else -1 end where name = 'standing' and key in (777, 10)
    `.execute(db)
    await sql`delete from totals where name = 'standing' and key = 778`.execute(db)
  })

  test('says how far behind it is', async () => {
    await sql`
      insert into summary_deltas (kind, name, change, created_at) values ('total', 'events', 0, now() - interval '5 s')
    `.execute(db)
    assert.ok((await read<Summary>('analytics/summary')).foldLagSeconds >= 5)
    await assertReconciled(db)
  })

  test('takes no parameters', async () => {
    const answer = await send('/api/analytics/summary?granularity=day', { headers: withKey })
    assert.deepEqual([answer.status, faultsOf(answer)], [422, ['/granularity value-unknown']])
  })
})
