import assert from 'node:assert/strict'
import fc from 'fast-check'
import { sql } from 'kysely'
import type { Database } from '../../server/platform/database/database.ts'
import { type ComparePlan, guard } from './compare-vouchers.ts'
import type { TestDatabase } from './database.ts'
import { type ImportedTickets, importTickets } from './import-tickets.ts'
import { nastyFiles, type TicketFiles } from './nasty-files.ts'
import { assertReconciled } from './reconcile.ts'
import { readRejects, runEngine, type VouchersRun } from './run-vouchers.ts'

interface CompareOptions {
  duplicates: 'keep-first' | 'drop-all'
  by: 'tickets' | 'orders'
}

const options: fc.Arbitrary<CompareOptions> = fc.record({
  duplicates: fc.constantFrom('keep-first', 'drop-all'),
  by: fc.constantFrom('tickets', 'orders'),
})

/** Imports nasty files into an empty database and makes vouchers of them, and throws at the first difference. */
export async function compareImports(test: TestDatabase, { runs, seed }: ComparePlan): Promise<void> {
  const property = fc.asyncProperty(nastyFiles, options, async (files, drawn) => {
    await compareImport(test, files, drawn)
  })
  await fc.assert(property, { numRuns: runs, seed })
}

/** The same with one pair of files. Returns what became of the job. */
export async function compareImport(
  test: TestDatabase,
  files: TicketFiles,
  { duplicates, by }: CompareOptions,
): Promise<ImportedTickets> {
  await emptyTickets(test.db)
  const run = await runEngine(files, { duplicates, by, top: 5, format: 'json' })
  const imported = await importTickets(test, files, { duplicates })
  if (run.fault !== undefined) {
    assert.equal(imported.status, 'failed')
    assert.ok(imported.error?.startsWith(run.file), `${imported.error} is about ${run.file}`)
    return imported
  }
  assert.equal(imported.status, 'completed', imported.error ?? '')
  assert.deepEqual(writeRejects(imported), readRejects(run.rejects))
  assert.equal(imported.invalid, imported.rejects.length)
  assert.equal(imported.valid + imported.invalid, imported.total)
  assert.deepEqual([imported.processed, imported.percent], [imported.total, 100])
  await compareStored(test.db, run, by)
  await assertReconciled(test.db)
  return imported
}

async function compareStored(
  db: Database,
  run: Exclude<VouchersRun, { fault: string }>,
  by: 'tickets' | 'orders',
): Promise<void> {
  const stored = await readStored(db, by)
  assert.equal(stored.vouchers.map((voucher) => `${JSON.stringify(voucher)}\n`).join(''), run.vouchers)
  assert.equal(stored.orders, run.summary.vouchers, 'an order without barcodes is not stored')
  assert.equal(stored.unused, run.summary.unusedBarcodes)
  assert.deepEqual(stored.top, run.summary.topCustomers)
  assert.equal(stored.miscounted, 0, 'what customers bought is counted right')
}

/** The refused rows as the command writes them. */
function writeRejects({ rejects }: ImportedTickets) {
  return rejects.map(({ file, line, row, reasons }) => ({
    file,
    line,
    row,
    column: reasons.map(({ column }) => column ?? '').join(';'),
    code: reasons.map(({ code }) => code).join(';'),
    message: reasons.map(({ message }) => message).join(';'),
    value: guard(reasons.map(({ value }) => value).join(';')),
  }))
}

/** Takes away everything that imports of tickets have stored. */
export async function emptyTickets(db: Database): Promise<void> {
  await sql`
    truncate customers, order_events, summary_deltas, status_summaries, throughput_summaries, totals cascade
  `.execute(db)
}

interface StoredTickets {
  vouchers: { customerId: string; orderId: string; barcodes: string[] }[]
  orders: number
  unused: number
  top: { customerId: string; amount: number }[]
  miscounted: number
}

async function readStored(db: Database, by: 'tickets' | 'orders'): Promise<StoredTickets> {
  const vouchers = await sql<StoredTickets['vouchers'][number]>`
    select c.public_id as "customerId", o.public_id as "orderId",
      array_agg(b.barcode order by b.arrival) as barcodes
    from barcodes b join orders o on o.id = b.order_id join customers c on c.id = o.customer_id
    group by c.public_id, o.public_id
    order by length(c.public_id), c.public_id, length(o.public_id), o.public_id
  `.execute(db)
  const top = await sql<StoredTickets['top'][number]>`
    select "customerId", ${sql.ref(by)} as amount from (
      select t.customer_id as "customerId", t.tickets, count(*) as orders
      from customer_tickets as t join customers as c on c.public_id = t.customer_id
      join orders as o on o.customer_id = c.id
      group by t.customer_id, t.tickets
    ) as counted
    order by amount desc, length("customerId"), "customerId" limit 5
  `.execute(db)
  const counts = await sql<Pick<StoredTickets, 'orders' | 'unused' | 'miscounted'>>`
    select (select count(*) from orders) as orders,
      (select count(*) from barcodes where order_id is null) as unused,
      ${countMiscounted} as miscounted
  `.execute(db)
  assert.ok(counts.rows[0])
  return { vouchers: vouchers.rows, top: top.rows, ...counts.rows[0] }
}

/** How many customers are counted otherwise than a count of their barcodes says. */
export const countMiscounted = sql<number>`(
  select count(*) from (
    select c.public_id as customer_id, count(*) as tickets
    from barcodes b join orders o on o.id = b.order_id join customers c on c.id = o.customer_id
    group by c.public_id
  ) as recounted full join customer_tickets using (customer_id)
  where recounted.tickets is distinct from customer_tickets.tickets
)`
