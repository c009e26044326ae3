import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { sql } from 'kysely'
import { readCatalog } from '../../scripts/schemas/read-catalog.ts'
import { openTestDatabase } from '../../test/support/database.ts'
import { migrationsFolder, readMigrationNames } from '../platform/database/migration-files.ts'
import { migrateDown, migrateUp } from '../platform/database/migrator.ts'

const { db } = await openTestDatabase({ migrated: false })
const names = await readMigrationNames(migrationsFolder)

/** Rows for the tables that each migration adds: going down and up has to work with data in them. */
const sampleRows: Record<string, string> = {
  '0001-customers': `insert into customers (external_id, email, name) values ('10', 'Ada@example.com', 'Ada'), (null, null, null)`,
  '0002-orders': `insert into orders (external_id, customer_id, source) select '1', id, 'csv' from customers where external_id = '10'`,
  '0003-barcodes': `insert into barcodes (barcode, order_id) select '0001', id from orders union all select '0002', null`,
  '0004-users': `insert into users (email, name) values ('grace@example.com', 'Grace');
    insert into audit_log (actor_kind, actor_name, action) values ('command', 'docket users', 'user.create')`,
  '0005-jobs': `insert into jobs (user_id, kind) select id, 'transactions' from users;
    insert into job_files (job_id, role, name, stored_as, bytes, sha256, records)
      select id, 'transactions', 'payments.csv', 'a', 1, 'b', 1 from jobs;
    insert into job_parts (job_id, part, file_id, byte_offset, line) select job_id, 0, id, 0, 1 from job_files;
    create table transactions_1 partition of transactions for values in (1);
    insert into transactions (job_id, row_number, line, is_valid, is_suspicious) values (1, 1, 2, false, false)`,
  '0008-ticket-rows': `create table ticket_orders_1 partition of ticket_orders for values in (1);
    create table ticket_barcodes_1 partition of ticket_barcodes for values in (1);
    create table ticket_rejects_1 partition of ticket_rejects for values in (1);
    insert into ticket_orders (job_id, row_number, line, order_id, customer_id) values (1, 1, 2, '1', '10');
    insert into ticket_barcodes (job_id, row_number, line, barcode) values (1, 1, 2, '0001');
    insert into ticket_rejects (job_id, part, row_number, line, found_by, errors, raw)
      values (1, 0, 2, 3, 'row', '[]', 'x');
    insert into customer_tickets (customer_id, tickets, orders) select public_id, 1, 1 from customers where external_id is null`,
  '0007-idempotency': `insert into idempotency_keys (scope, fingerprint) values ('a', 'b')`,
  '0006-sign-in': `insert into one_time_links (token_hash, purpose, user_id, created_at, expires_at)
      select 'a', 'reset', id, now(), now() from users union all select 'b', 'setup', null, now(), now();
    insert into sessions (user_id, series_hash, token_hash, rotated_at, created_at, last_seen_at, expires_at)
      select id, 'c', 'd', now(), now(), now(), now() from users;
    insert into api_keys (user_id, name, role, key_hash, prefix, created_at)
      select id, 'import', 'viewer', 'e', 'docket_abc', now() from users;
    insert into sign_in_attempts (subject, open_at, forget_at) values ('address:127.0.0.1', now(), now())`,
  '0009-job-repairs': `insert into job_repairs (job_id, role, line, replaced, sha256, repaired_by)
    select id, 'transactions', 2, '{}', 'a', 'command' from jobs`,
  '0010-job-ends': `update jobs set status = 'failed'`,
  '0011-order-lifecycle': `insert into order_documents (order_id, received, document) select id, '{}', '{}' from orders;
    insert into order_events (order_id, at, status, applied, refusal)
      select id, first_event_at, 100, false, 'transition-not-allowed' from orders`,
  '0012-summaries': `insert into summary_deltas (kind, at, key, ms, change) values ('stay', now(), 10, 60000, 1);
    insert into status_summaries (span_seconds, start, status, closed, total_ms, min_ms, max_ms, open, histogram)
      values (900, '2024-01-01T00:15:00Z', 10, 1, 60000, 60000, 60000, 0, '');
    insert into throughput_summaries (span_seconds, start, orders) values (900, '2024-01-01T00:15:00Z', 1);
    insert into customer_lifetimes (customer_id, orders, first_order_at, last_order_at)
      select id, 1, now(), now() from customers;
    insert into totals (name, value) values ('orders', 1)`,
  '0013-barcode-scans': `update barcodes set redeemed_at = now(), redeemed_gate = 'North' where barcode = '0001';
    insert into barcode_scans (barcode, outcome, at, received_at, gate, nonce)
      values ('0001', 'redeemed', now(), now(), 'North', 'a');
    insert into barcode_scans (barcode, outcome, refusal, at, received_at)
      values ('0003', 'refused', 'unknown', now(), now())`,
  '0014-archives': `insert into archives (month, sequence, state) values ('2024-01', 1, 'dropped');
    insert into archive_files (archive_id, role, name, bytes, sha256, rows, footer_start, footer_sha256)
      select id, 'orders', 'orders-2024-01-0001.parquet', 1, 'a', 1, 0, 'b' from archives;
    insert into archive_groups (archive_id, place, first_order_id, last_order_id, first_event_at, last_event_at,
        orders_start, orders_bytes, orders_sha256, events_start, events_bytes, events_sha256)
      select id, 0, 1, 1, now(), now(), 0, 1, 'c', 0, 1, 'd' from archives;
    insert into customer_keys (customer_id, key) select id, decode(repeat('00', 32), 'hex') from customers;
    insert into archive_extremes (archive_id, start, status, min_ms, max_ms)
      select id, '2024-01-01T00:15:00Z', 10, 1, 2 from archives`,
  '0015-order-search': `insert into search_marks (order_id) select id from orders`,
  '0016-summary-revisions': `update status_summaries set open = open + 1`,
  '0017-reconciliations': `insert into reconciliations (orders, events, differences, mended) values (1, 2, 0, 0)`,
  // It adds no table: a row that it names is counted again.
  '0018-customer-ranks': `delete from customer_lifetimes;
    insert into customer_lifetimes (customer_id, orders, first_order_at, last_order_at)
      select id, 1, now(), now() from customers`,
}

test('migrations are numbered from 1 without a gap', () => {
  const numbers = names.map((name) => Number(name.slice(0, 4)))
  assert.deepEqual(
    numbers,
    names.map((_, index) => index + 1),
  )
})

for (const name of names) {
  test(`${name} goes up, down and up again with data in the tables`, async () => {
    const before = await readCatalog(db)
    const rowsBefore = await countRows()
    assert.deepEqual(await migrateUp(db, { to: name }), [name])
    const migrated = await readCatalog(db)
    await fill(name)

    assert.deepEqual(await migrateDown(db), [name])
    assert.deepEqual(await readCatalog(db), before)
    assert.deepEqual(await countRows(), rowsBefore)

    assert.deepEqual(await migrateUp(db, { to: name }), [name])
    assert.deepEqual(await readCatalog(db), migrated)
    await fill(name)
    if (migrated.tables.length > before.tables.length)
      assert.notDeepEqual(await countRows(), rowsBefore, 'it has rows of its own')
  })
}

test('everything goes down to an empty schema, and up again to the same one', async () => {
  const migrated = await readCatalog(db)
  for (const name of names.toReversed()) assert.deepEqual(await migrateDown(db), [name])
  const empty = { tables: [], columns: [], constraints: [], indexes: [], triggers: [], functions: [] }
  assert.deepEqual(await readCatalog(db), empty)
  assert.deepEqual(await migrateUp(db), names)
  assert.deepEqual(await readCatalog(db), migrated)
})

test('a released migration is never edited', async () => {
  const released = await readFile(new URL('released.sha256', migrationsFolder), 'utf8')
  for (const line of released.trim().split('\n')) {
    const [hash, file = ''] = line.split(/\s+/)
    const text = await readFile(new URL(file, migrationsFolder))
    const actual = createHash('sha256').update(text).digest('hex')
    assert.equal(actual, hash, `${file} was released as it was: write a new migration instead`)
  }
})

async function fill(name: string): Promise<void> {
  const rows = sampleRows[name]
  assert.ok(rows, `give ${name} some sample rows`)
  await sql.raw(rows).execute(db)
}

async function countRows(): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const { name } of (await readCatalog(db)).tables) {
    const { rows } = await sql<{ rows: number }>`select count(*) as rows from ${sql.id(name)}`.execute(db)
    counts[name] = rows[0]?.rows ?? 0
  }
  return counts
}
