import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { sql } from 'kysely'
import { openWatchedDatabase } from '../../../../test/support/query-plans.ts'
import { listOrderRows } from './order-list-queries.ts'
import type { WantedOrders } from './read-order-filter.ts'

const { db, watched, explainLast } = await openWatchedDatabase()

/** 60,000 orders: the older half NEW, of files; the others done, but for few of each account. */
before(async () => {
  await sql`
    insert into customers (external_id) select n from generate_series(1, 5000) as n;
    insert into orders (external_id, customer_id, source, status, status_group, account, brand, created_at)
      select n, 1 + n % 5000, 'api', s.status, case s.status when 10 then 'received' when 50 then 'kitchen' else 'done' end,
        case when n > 30000 then 'account-' || n % 10 end, case when n > 30000 then 'brand-' || n % 50 end,
        timestamptz '2024-01-01' + n * interval '1 minute'
      from generate_series(1, 60000) as n,
        lateral (select case when n <= 30000 then 10 when n % 1000 = 7 then 50 else 90 end as status) as s;
    insert into order_search (order_id, text)
      select id, 'ORDER ' || public_id || ' SOUP ' || md5(public_id) from orders;
    insert into customer_search (customer_id, text) select id, 'NAME ' || public_id from customers;
    truncate search_marks;
  `.execute(db)
  await sql`vacuum analyze customers, orders, order_search, customer_search`.execute(db)
})

const lists: [name: string, wanted: WantedOrders, index: string][] = [
  ['all orders', {}, 'orders_created_at_id'],
  [
    'those of a stretch of time',
    { from: new Date('2024-01-20'), to: new Date('2024-01-21') },
    'orders_created_at_id',
  ],
  ['those of a group, also of a rare one', { group: 'kitchen' }, 'orders_status_group_created_at_id_status'],
  [
    'those with a status, also when they are the oldest',
    { status: 10 },
    'orders_status_group_created_at_id_status',
  ],
  ['those with a code that nobody knows', { status: 777 }, 'orders_unknown_status_created_at_id'],
  ['those of an account', { account: 'account-3' }, 'orders_account_created_at_id_status_group'],
  [
    'those of an account in a group',
    { account: 'account-7', group: 'received' },
    'orders_account_created_at_id_status_group',
  ],
  ['those of a brand', { brand: 'brand-3' }, 'orders_brand_created_at_id'],
  ['those of a customer', { customer: '77' }, 'orders_customer_id_public_id_as_number'],
  ['those that hold a rare text', { q: '4e0928de' }, 'order_search_text'],
  ['those of customers that hold a rare text', { q: 'name 4321' }, 'customer_search_text'],
  ['those that hold a frequent text', { q: 'soup' }, 'orders_created_at_id'],
]

for (const [name, wanted, index] of lists)
  for (const after of [undefined, { createdAt: new Date('2024-02-01T00:00:00Z'), publicId: '44640' }])
    test(`${name}${after === undefined ? '' : ', behind one'}: read from indexes alone`, async () => {
      await listOrderRows(watched, wanted, { after, limit: 51 })
      const plan = await explainLast()
      assert.ok(plan.includes(index), `${index} in ${plan}`)
      assert.ok(!/Seq Scan on (orders|order_search|customers)\b/.test(plan), plan)
    })
