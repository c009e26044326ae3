import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type CompiledQuery, Kysely, PostgresDialect, sql } from 'kysely'
import { Pool } from 'pg'
import type { Granularity } from '#contract/analytics.ts'
import { openTestDatabase } from '../../../../test/support/database.ts'
import type { Database } from '../../../platform/database/database.ts'
import type { Schema } from '../../../platform/database/schema.generated.ts'
import { bucketsOf, rangesOf } from './buckets.ts'
import { findLifetime, listLifetimeRows } from './lifetimes-queries.ts'
import { atOneMoment, listRevisions, listSummaries } from './status-durations-queries.ts'
import { countOrders } from './throughput-queries.ts'
import { findTimeZone } from './time-zone.ts'
import { listUnknownStandings } from './totals-queries.ts'

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

/** The buckets of one month of the year that is stored. */
function buckets(granularity: Granularity, timezone: string) {
  const zone = findTimeZone(timezone)
  assert.ok(zone)
  const range = { from: Date.parse('2025-06-01T00:00:00Z'), to: Date.parse('2025-07-01T00:00:00Z') }
  return rangesOf(bucketsOf(range, granularity, zone))
}

const page = { after: undefined, limit: 50 }
const behind = { after: { value: 3, key: 500 }, limit: 50 }
const behindTime = { after: { value: new Date('2025-06-01T00:00:00Z'), key: 500 }, limit: 50 }

/** Each answer, and the index that it is read from. */
const answers: [name: string, read: () => Promise<unknown>, index: string][] = [
  [
    'throughput by day',
    () => countOrders(watched, buckets('day', 'Asia/Kathmandu')),
    'throughput_summaries_pkey',
  ],
  ['throughput of a month', () => countOrders(watched, buckets('month', 'UTC')), 'throughput_summaries_pkey'],
  [
    'time in each status by day',
    () => atOneMoment(watched, (tx) => listSummaries(tx, buckets('day', 'Europe/Helsinki'))),
    'status_summaries_pkey',
  ],
  [
    'which days have changed',
    () =>
      atOneMoment(watched, (tx) =>
        listRevisions(tx, { from: Date.parse('2025-06-01'), to: Date.parse('2025-06-08') }),
      ),
    'summary_days_pkey',
  ],
  [
    'the first lifetimes',
    () => listLifetimeRows(watched, { sort: 'orders' }, page),
    'customer_lifetimes_orders',
  ],
  [
    'lifetimes behind one',
    () => listLifetimeRows(watched, { sort: 'orders' }, behind),
    'customer_lifetimes_orders',
  ],
  [
    'the last customers behind one',
    () => listLifetimeRows(watched, { sort: 'lastOrderAt' }, behindTime),
    'customer_lifetimes_last_order_at',
  ],
  [
    'the newest customers behind one',
    () => listLifetimeRows(watched, { sort: 'firstOrderAt' }, behindTime),
    'customer_lifetimes_first_order_at',
  ],
  ['orders in unknown codes', () => listUnknownStandings(watched), 'orders_unknown_status_created_at_id'],
  ['the lifetime of a customer', () => findLifetime(watched, '7'), 'customer_lifetimes_pkey'],
]

for (const [name, read, index] of answers) {
  test(`${name}: read from an index`, async () => {
    statements.length = 0
    await read()
    const plan = await explain(statements.find(({ sql: text }) => text.includes('select')))
    assert.ok(plan.includes(index), `${index} in ${plan}`)
    assert.ok(!plan.includes('Seq Scan'), plan)
  })
}

async function explain(statement: CompiledQuery | undefined): Promise<string> {
  assert.ok(statement)
  const pool = new Pool({ connectionString: url, max: 1 })
  try {
    const { rows } = await pool.query(`explain ${statement.sql}`, [...statement.parameters])
    return rows.map((row) => row['QUERY PLAN']).join('\n')
  } finally {
    await pool.end()
  }
}

/** A year of summaries of two statuses, and 20,000 customers with an order each. */
async function fillTables(): Promise<void> {
  await sql`
    insert into throughput_summaries (span_seconds, start, orders)
      select span, start, 3 from unnest(array[900, 3600, 86400]) as span,
        generate_series('2025-01-01Z'::timestamptz, '2025-12-31Z', span * interval '1 second') as start;
    insert into status_summaries (span_seconds, start, status, closed, total_ms, open, histogram)
      select span_seconds, start, status, 0, 0, 1, '' from throughput_summaries, unnest(array[10, 20]) as status;
    insert into customers (external_id) select n from generate_series(1, 20000) as n;
    insert into customer_lifetimes (customer_id, orders, first_order_at, last_order_at)
      select id, 1 + id % 9, '2025-01-01Z'::timestamptz + id * interval '10 min', '2025-06-01Z'::timestamptz + id * interval '10 min'
      from customers;
    insert into orders (external_id, customer_id, source, created_at, status)
      select id, id, 'csv', '2025-01-01Z', case when id % 2000 = 0 then 777 else 10 end from customers;
  `.execute(db)
  await sql`vacuum analyze throughput_summaries, status_summaries, summary_days, customers, customer_lifetimes, orders`.execute(
    db,
  )
}
