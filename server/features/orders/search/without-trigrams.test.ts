import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { before, test } from 'node:test'
import { sql } from 'kysely'
import { openTestDatabase } from '../../../../test/support/database.ts'
import { openDatabase } from '../../../platform/database/database.ts'
import { migrateDown, migrateUp } from '../../../platform/database/migrator.ts'
import { listOrderRows } from '../reading/order-list-queries.ts'
import { fillSearchAll } from './fill-search-all.ts'

const { db, url, closeFirst } = await openTestDatabase({ migrated: false })
// Somebody who may make tables, and no extensions.
const role = `plain_${randomUUID().replaceAll('-', '')}`
const plainUrl = new URL(url)
plainUrl.searchParams.set('options', `-c role=${role}`)
const plain = openDatabase({ url: plainUrl.href, poolSize: 2, onError: () => undefined })
closeFirst(async () => {
  await plain.destroy()
  await sql`drop owned by ${sql.id(role)} cascade`.execute(db)
  await sql`drop role ${sql.id(role)}`.execute(db)
})

before(async () => {
  await sql`create role ${sql.id(role)}`.execute(db)
  await sql`grant all on schema public to ${sql.id(role)}`.execute(db)
})

test('where nobody may make the extension, orders are found all the same', async () => {
  await migrateUp(plain)
  const { rows } = await sql`select from pg_extension where extname = 'pg_trgm'`.execute(plain)
  assert.deepEqual(rows, [])
  await sql`
    with customer as (insert into customers (external_id, name) values ('c', 'Väinö') returning id)
    insert into orders (external_id, customer_id, source) select 'one', id, 'csv' from customer
  `.execute(plain)
  await fillSearchAll(plain)
  for (const q of ['VÄIN', 'on', 'c'])
    assert.equal((await listOrderRows(plain, { q }, { after: undefined, limit: 9 })).length, 1, q)
  assert.deepEqual(await listOrderRows(plain, { q: 'x' }, { after: undefined, limit: 9 }), [])
})

test('and the migration can be taken back and done again', async () => {
  const names = await migrateDown(plain, { to: '0014-archives' })
  assert.ok(names.includes('0015-order-search'))
  assert.ok((await migrateUp(plain)).includes('0015-order-search'))
})
