import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type CompiledQuery, Kysely, PostgresDialect, sql } from 'kysely'
import { Pool } from 'pg'
import { openTestDatabase } from '../../../test/support/database.ts'
import type { Database } from '../../platform/database/database.ts'
import type { Schema } from '../../platform/database/schema.generated.ts'
import { findBarcode, listUnusedRows } from './barcodes/barcodes-queries.ts'
import { listTopByOrders, listTopByTickets } from './top-customers/top-customers-queries.ts'
import { listVoucherRows } from './vouchers-queries.ts'

// Before the database's own clean-up, which wants every connection to be closed.
after(() => watched.destroy())
const { db, url } = await openTestDatabase()
const statements: CompiledQuery[] = []
const watched: Database = new Kysely<Schema>({
  dialect: new PostgresDialect({ pool: new Pool({ connectionString: url, max: 1 }) }),
  log({ query }) {
    statements.push(query)
  },
})

before(fillTables)

const page = { after: undefined, limit: 50 }
const behind = { customerId: '500', orderId: '1500' }

/** Each list, and the indexes that it is read from. */
const lists: [name: string, read: () => Promise<unknown>, indexes: string[]][] = [
  [
    'the first vouchers',
    () => listVoucherRows(watched, {}, page),
    [
      'customers_public_id_as_number',
      'orders_customer_id_public_id_as_number',
      'barcodes_order_id_redeemed_at',
    ],
  ],
  [
    'vouchers behind one',
    () => listVoucherRows(watched, {}, { ...page, after: behind }),
    [
      'customers_public_id_as_number',
      'orders_customer_id_public_id_as_number',
      'barcodes_order_id_redeemed_at',
    ],
  ],
  [
    'the vouchers of a customer',
    () => listVoucherRows(watched, { customer: '7' }, page),
    ['customers_public_id_key', 'orders_customer_id_public_id_as_number'],
  ],
  ['unused barcodes', () => listUnusedRows(watched, { ...page, after: '0000500' }), ['barcodes_unassigned']],
  ['a barcode', () => findBarcode(watched, '0000007'), ['barcodes_pkey', 'orders_pkey', 'customers_pkey']],
  [
    'the first customers by tickets',
    () => listTopByTickets(watched, 5),
    ['customer_tickets_tickets', 'customers_public_id_key', 'customer_lifetimes_pkey'],
  ],
  [
    'the first customers by orders',
    () => listTopByOrders(watched, 5),
    ['customer_lifetimes_rank', 'customer_tickets_pkey'],
  ],
]

for (const [name, read, indexes] of lists) {
  test(`${name}: read from indexes alone`, async () => {
    statements.length = 0
    await read()
    const plan = await explain(statements)
    for (const index of indexes) assert.ok(plan.includes(index), `${index} in ${plan}`)
    assert.ok(!plan.includes('Seq Scan'), plan)
  })
}

async function explain([statement]: readonly CompiledQuery[]): Promise<string> {
  assert.ok(statement)
  const pool = new Pool({ connectionString: url, max: 1 })
  try {
    const { rows } = await pool.query(`explain ${statement.sql}`, [...statement.parameters])
    return rows.map((row) => row['QUERY PLAN']).join('\n')
  } finally {
    await pool.end()
  }
}

/** 20,000 customers with 60,000 orders, 2,000 of them one customer's, and 200,000 barcodes, one in 20 unassigned. */
async function fillTables(): Promise<void> {
  await sql`
    insert into customers (external_id, made_id) select n, null from generate_series(1, 20000) as n;
    insert into orders (external_id, made_id, customer_id, source)
      select n, null, case when n > 58000 then 7 else 1 + n % 20000 end, 'csv' from generate_series(1, 60000) as n;
    insert into barcodes (barcode, order_id)
      select lpad(n::text, 7, '0'), case when n % 20 > 0 then 1 + n % 40000 end
      from generate_series(1, 200000) as n;
    insert into customer_tickets (customer_id, tickets)
      select o.customer_id::text, count(*) from barcodes b join orders o on o.id = b.order_id group by o.customer_id;
    insert into customer_lifetimes (customer_id, orders, first_order_at, last_order_at)
      select customer_id, count(*), min(created_at), max(created_at) from orders group by customer_id;
  `.execute(db)
  await sql`vacuum analyze customers, orders, barcodes, customer_tickets, customer_lifetimes`.execute(db)
}
