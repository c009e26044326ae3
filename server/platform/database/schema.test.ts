import assert from 'node:assert/strict'
import { beforeEach, describe, test } from 'node:test'
import { sql } from 'kysely'
import { openTestDatabase } from '../../../test/support/database.ts'
import { isUnstorableText, violatedConstraint } from './database-refusals.ts'

const { db } = await openTestDatabase()

beforeEach(() => sql`truncate customers, orders, barcodes restart identity cascade`.execute(db))

describe('ids from outside', () => {
  const kept = [
    '12',
    '0012',
    '60f87ea2a52dad8a3fa4860',
    ' x ',
    "o'clock; drop table orders",
    '"',
    '\\',
    '\u00e9',
    'e\u0301',
    '\t',
    '😀',
  ]

  test('are kept exactly, up to 255 code points', async () => {
    const ids = [...kept, '9'.repeat(255), '😀'.repeat(255)]
    await db
      .insertInto('customers')
      .values(ids.map((external_id) => ({ external_id })))
      .execute()
    const rows = await db.selectFrom('customers').select('public_id').orderBy('id').execute()
    assert.deepEqual(
      rows.map(({ public_id }) => public_id),
      ids,
    )
  })

  test('are refused when empty or longer than 255 code points', async () => {
    for (const external_id of ['', '9'.repeat(256), '😀'.repeat(256), 'x'.repeat(1_000_000)])
      await refused(db.insertInto('customers').values({ external_id }), 'customers_external_id_length')
  })

  test('are refused with a NUL, which no text of the database can hold', async () => {
    const insert = db.insertInto('customers').values({ external_id: 'a\0b' }).execute()
    await assert.rejects(
      insert,
      (error) => isUnstorableText(error) && violatedConstraint(error) === undefined,
    )
  })

  test('sort by code point, and as numbers by length and then text', async () => {
    const ids = ['10', '9', 'a', 'B', 'é', '100', '11', '😀']
    await db
      .insertInto('customers')
      .values(ids.map((external_id) => ({ external_id })))
      .execute()
    const { rows } = await sql<{ as_text: string; as_number: string }>`
      select string_agg(public_id, ' ' order by public_id) as as_text,
        string_agg(public_id, ' ' order by length(public_id), public_id) as as_number
      from customers`.execute(db)
    assert.deepEqual(rows, [{ as_text: '10 100 11 9 B a é 😀', as_number: '9 B a é 😀 10 11 100' }])
  })
})

describe('a customer', () => {
  test('without an external id gets one that Docket makes', async () => {
    const made = await db.insertInto('customers').defaultValues().returningAll().executeTakeFirstOrThrow()
    assert.equal(made.public_id, made.made_id)
    assert.match(made.public_id, /^[0-9a-f-]{36}$/)
    assert.deepEqual([made.external_id, made.email, made.phone, made.name], [null, null, null, null])
  })

  test('that learns its external id is known by it from then on', async () => {
    await db.insertInto('customers').values({ phone: '+123456789' }).execute()
    await db.updateTable('customers').set({ external_id: '10' }).where('phone', '=', '+123456789').execute()
    const found = await db.selectFrom('customers').select('phone').where('public_id', '=', '10').execute()
    assert.deepEqual(found, [{ phone: '+123456789' }])
  })

  test('shares one name space of ids with all others, whoever made them', async () => {
    await db.insertInto('customers').values({ external_id: '10' }).execute()
    await db.insertInto('customers').values({ made_id: '11' }).execute()
    for (const ids of [{ external_id: '10' }, { external_id: '11' }, { made_id: '10' }])
      await refused(db.insertInto('customers').values(ids), 'customers_public_id_key')
  })

  test('is refused an e-mail address that another has, in any letter case', async () => {
    await db
      .insertInto('customers')
      .values([{ email: 'Ada.Émile@Example.com' }, { email: null }, { email: null }])
      .execute()
    for (const email of ['Ada.Émile@Example.com', 'ada.émile@example.com', 'ADA.ÉMILE@EXAMPLE.COM'])
      await refused(db.insertInto('customers').values({ email }), 'customers_email_key')
    await db.insertInto('customers').values({ email: 'ada.emile@example.com' }).execute()
    const kept = await db.selectFrom('customers').select('email').where('id', '=', 1).execute()
    assert.deepEqual(kept, [{ email: 'Ada.Émile@Example.com' }])
  })

  test('is refused a phone number that another has, and texts that are empty or too long', async () => {
    await db.insertInto('customers').values({ phone: '+123' }).execute()
    await refused(db.insertInto('customers').values({ phone: '+123' }), 'customers_phone_key')
    const long = 'x'.repeat(256)
    for (const text of ['', long]) {
      await refused(db.insertInto('customers').values({ phone: text }), 'customers_phone_length')
      await refused(db.insertInto('customers').values({ email: text }), 'customers_email_length')
      await refused(db.insertInto('customers').values({ name: text }), 'customers_name_length')
      await refused(db.insertInto('customers').values({ made_id: text }), 'customers_made_id_length')
    }
  })

  test('with orders cannot be deleted', async () => {
    await insertOrder()
    await refused(db.deleteFrom('customers'), 'orders_customer_id_fkey')
  })
})

describe('an order', () => {
  test('is NEW unless told, and keeps a status that nobody knows', async () => {
    const customer_id = await insertOrder()
    await db.insertInto('orders').values({ customer_id, source: 'api', status: 12_345 }).execute()
    const rows = await db.selectFrom('orders').select(['status', 'source']).orderBy('id').execute()
    assert.deepEqual(rows, [
      { status: 10, source: 'csv' },
      { status: 12_345, source: 'api' },
    ])
  })

  test('is refused without a customer that is there, with an unknown source, and with an id that is taken', async () => {
    const customer_id = await insertOrder()
    const orders = db.insertInto('orders')
    await refused(orders.values({ customer_id: 99, source: 'csv' }), 'orders_customer_id_fkey')
    await refused(orders.values({ customer_id, source: 'fax' }), 'orders_source_known')
    await refused(orders.values({ customer_id, source: 'api', external_id: '1' }), 'orders_public_id_key')
    await refused(orders.values({ customer_id, source: 'api', external_id: '' }), 'orders_external_id_length')
    await refused(orders.values({ customer_id, source: 'api', made_id: '' }), 'orders_made_id_length')
  })
})

describe('a barcode', () => {
  test('keeps its leading zeros, and the sequence in which it came', async () => {
    await db
      .insertInto('barcodes')
      .values([{ barcode: '0012' }, { barcode: '12' }, { barcode: '002' }])
      .execute()
    const rows = await db.selectFrom('barcodes').select('barcode').orderBy('arrival').execute()
    assert.deepEqual(rows, [{ barcode: '0012' }, { barcode: '12' }, { barcode: '002' }])
  })

  test('is refused twice, empty, too long, or for an order that is not there', async () => {
    await db.insertInto('barcodes').values({ barcode: '1' }).execute()
    const barcodes = db.insertInto('barcodes')
    await refused(barcodes.values({ barcode: '1' }), 'barcodes_pkey')
    await refused(barcodes.values({ barcode: '' }), 'barcodes_barcode_length')
    await refused(barcodes.values({ barcode: 'é'.repeat(256) }), 'barcodes_barcode_length')
    await refused(barcodes.values({ barcode: '2', order_id: 99 }), 'barcodes_order_id_fkey')
  })

  test('is redeemed only when it belongs to an order', async () => {
    await insertOrder()
    const redeemed_at = new Date('2026-01-02T03:04:05.678Z')
    const barcodes = db.insertInto('barcodes')
    await refused(barcodes.values({ barcode: '1', redeemed_at }), 'barcodes_redeemed_has_order')
    await barcodes.values({ barcode: '1', redeemed_at, order_id: 1 }).execute()
    const rows = await db.selectFrom('barcodes').select('redeemed_at').execute()
    assert.deepEqual(rows, [{ redeemed_at }])
  })

  test('keeps its order from being deleted', async () => {
    await insertOrder()
    await db.insertInto('barcodes').values({ barcode: '1', order_id: 1 }).execute()
    await refused(db.deleteFrom('orders'), 'barcodes_order_id_fkey')
  })
})

test('every table notes when a row was made and when it was changed', async () => {
  await insertOrder()
  await db.insertInto('barcodes').values({ barcode: '1' }).execute()
  for (const table of ['customers', 'orders', 'barcodes'] as const) {
    const long_ago = new Date(0)
    await db.updateTable(table).set({ created_at: long_ago, updated_at: long_ago }).execute()
    const { rows } = await sql<{ created_at: Date; touched: boolean }>`
      select created_at, updated_at > now() - interval '1 minute' as touched from ${sql.table(table)}`.execute(
      db,
    )
    assert.deepEqual(rows, [{ created_at: long_ago, touched: true }], table)
  }
})

/** Inserts customer 10 with order 1 and returns the customer's key. */
async function insertOrder(): Promise<number> {
  const customer = await db
    .insertInto('customers')
    .values({ external_id: '10' })
    .returning('id')
    .executeTakeFirstOrThrow()
  await db
    .insertInto('orders')
    .values({ external_id: '1', customer_id: customer.id, source: 'csv' })
    .execute()
  return customer.id
}

async function refused(query: { execute(): Promise<unknown> }, constraint: string): Promise<void> {
  await assert.rejects(query.execute(), (error) => {
    assert.equal(violatedConstraint(error), constraint)
    return !isUnstorableText(error)
  })
}
