import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { sql } from 'kysely'
import { openWatchedDatabase } from '../../../test/support/query-plans.ts'
import { fillSearchAll } from '../orders/search/fill-search-all.ts'
import { listCustomerOrderRows } from './customer-orders-queries.ts'
import { listCustomerRows } from './customers-queries.ts'

const { db, watched, explainLast } = await openWatchedDatabase()

before(async () => {
  await sql`
    insert into customers (external_id, name, phone) select n, 'Name ' || n, '+358' || n from generate_series(1, 20000) as n;
    insert into orders (external_id, customer_id, source)
      select n, case when n > 58000 then 7 else 1 + n % 20000 end, 'csv' from generate_series(1, 60000) as n;
    insert into barcodes (barcode, order_id) select lpad(n::text, 7, '0'), 1 + n % 40000 from generate_series(1, 100000) as n;
    delete from search_marks where order_id is not null;
  `.execute(db)
  await fillSearchAll(db)
  await sql`vacuum analyze customers, orders, barcodes, customer_search`.execute(db)
})

const page = { after: undefined, limit: 50 }

/** Each list, and the indexes that it is read from. */
const lists: [name: string, read: () => Promise<unknown>, indexes: string[]][] = [
  [
    'customers',
    () => listCustomerRows(watched, {}, { ...page, after: '500' }),
    ['customers_public_id_as_number'],
  ],
  [
    'customers that are searched',
    () => listCustomerRows(watched, { q: 'name 1234' }, page),
    ['customer_search_text', 'customers_pkey'],
  ],
  [
    'the orders of a customer',
    () => listCustomerOrderRows(watched, '7', { ...page, after: '4500' }),
    ['orders_customer_id_public_id_as_number', 'barcodes_order_id_redeemed_at'],
  ],
]

for (const [name, read, indexes] of lists) {
  test(`${name}: read from indexes alone`, async () => {
    await read()
    const plan = await explainLast()
    for (const index of indexes) assert.ok(plan.includes(index), `${index} in ${plan}`)
    assert.ok(!plan.includes('Seq Scan'), plan)
  })
}
