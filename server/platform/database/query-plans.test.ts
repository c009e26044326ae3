import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { sql } from 'kysely'
import { openTestDatabase } from '../../../test/support/database.ts'

const { db } = await openTestDatabase()

/** Each query that an index is there for, and the index. */
const queries = [
  ['customers_email_key', `select id from customers where email_key(email) = email_key('C7@EXAMPLE.COM')`],
  ['customers_phone_key', `select id from customers where phone = '+7'`],
  ['customers_public_id_key', `select id from customers where public_id = '7'`],
  [
    'customers_public_id_key',
    `insert into customers (external_id) values ('7') on conflict (public_id) do nothing`,
  ],
  [
    'customers_public_id_as_number',
    `select public_id from customers where (length(public_id), public_id) > (3, '500')
     order by length(public_id), public_id limit 50`,
  ],
  ['customers_pkey', 'select public_id from customers where id = 7'],
  ['orders_public_id_key', `select id from orders where public_id = '7'`],
  ['orders_pkey', 'select public_id from orders where id = 7'],
  [
    'orders_customer_id_public_id_as_number',
    `select public_id from orders where customer_id = 7 and (length(public_id), public_id) > (3, '500')
     order by length(public_id), public_id limit 50`,
  ],
  ['barcodes_pkey', `select order_id from barcodes where barcode = '0000007'`],
  ['barcodes_order_id_redeemed_at', 'select barcode from barcodes where order_id = 7 order by arrival'],
  [
    'barcodes_order_id_redeemed_at',
    'select count(*) from barcodes where order_id = 7 and redeemed_at is null',
  ],
  ['barcodes_unassigned', 'select count(*) from barcodes where order_id is null'],
  [
    'barcodes_unassigned',
    `select barcode from barcodes where order_id is null and barcode > '0000500' order by barcode limit 50`,
  ],
] as const

before(fillTables)

for (const [index, query] of queries) {
  test(`${index} serves: ${query.replace(/\s+/g, ' ')}`, async () => {
    const { nodes, indexes } = await explain(query)
    assert.ok(indexes.includes(index), `the plan uses ${indexes.join(', ') || 'no index'}`)
    assert.ok(!nodes.includes('Seq Scan'), 'the plan reads a whole table')
    if (query.includes('public_id limit')) assert.ok(!nodes.includes('Sort'), 'the plan sorts all rows')
  })
}

test('a page of vouchers is read from the indexes, without sorting or reading everything', async () => {
  const { nodes, indexes } = await explain(`
    select c.public_id as customer_id, o.public_id as order_id,
      (select array_agg(b.barcode order by b.arrival) from barcodes b where b.order_id = o.id) as barcodes
    from customers c join orders o on o.customer_id = c.id
    where (length(c.public_id), c.public_id) >= (3, '500')
      and (length(c.public_id), c.public_id, length(o.public_id), o.public_id) > (3, '500', 4, '1500')
      and exists (select from barcodes b where b.order_id = o.id)
    order by length(c.public_id), c.public_id, length(o.public_id), o.public_id limit 50`)
  assert.ok(indexes.includes('customers_public_id_as_number'), indexes.join())
  assert.ok(indexes.includes('orders_customer_id_public_id_as_number'), indexes.join())
  assert.ok(indexes.includes('barcodes_order_id_redeemed_at'), indexes.join())
  assert.ok(!nodes.includes('Seq Scan'), nodes.join())
})

test('an index is not named where a query cannot use it', async () => {
  const { nodes, indexes } = await explain(`select id from customers where upper(email) = 'C7@EXAMPLE.COM'`)
  assert.deepEqual([nodes, indexes], [['Seq Scan'], []])
})

/** 2,000 customers with 6,000 orders, a third of them one customer's, and 20,000 barcodes, one in 20 unassigned. */
async function fillTables(): Promise<void> {
  await sql`
    insert into customers (external_id, made_id, email, phone)
      select n, null, 'c' || n || '@example.com', '+' || n from generate_series(1, 2000) as n;
    insert into orders (external_id, made_id, customer_id, source)
      select n, null, case when n > 4000 then 7 else 1 + n % 2000 end, 'csv' from generate_series(1, 6000) as n;
    insert into barcodes (barcode, order_id, redeemed_at)
      select lpad(n::text, 7, '0'), case when n % 20 > 0 then 1 + n % 4000 end, case when n % 20 > 10 then now() end
      from generate_series(1, 20000) as n;
    analyze customers, orders, barcodes;
  `.execute(db)
}

interface PlanNode {
  'Node Type': string
  'Index Name'?: string
  'Conflict Arbiter Indexes'?: string[]
  Plans?: PlanNode[]
}

/** Asks the planner how it would run the query: the kinds of its steps and the indexes they use. */
async function explain(query: string): Promise<{ nodes: string[]; indexes: string[] }> {
  const { rows } = await sql<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>`
    explain (format json) ${sql.raw(query)}`.execute(db)
  const steps = rows.flatMap((row) => flatten(row['QUERY PLAN'][0].Plan))
  return {
    nodes: steps.map((step) => step['Node Type']),
    indexes: steps.flatMap((step) =>
      [step['Index Name'] ?? [], step['Conflict Arbiter Indexes'] ?? []].flat(),
    ),
  }
}

function flatten(step: PlanNode): PlanNode[] {
  return [step, ...(step.Plans ?? []).flatMap(flatten)]
}
