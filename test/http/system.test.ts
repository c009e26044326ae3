import assert from 'node:assert/strict'
import { resolve } from 'node:path'
import { describe, test } from 'node:test'
import { sql } from 'kysely'
import { startTestApp, withKey } from '../support/app.ts'
import { openTestDatabase } from '../support/database.ts'

const { db, url } = await openTestDatabase()

async function readSystem(config = {}) {
  const { send } = await startTestApp({ db, config })
  const { status, text, headers } = await send('/api/system', { headers: withKey })
  assert.equal(status, 200)
  assert.equal(headers['cache-control'], 'no-store')
  return { text, state: JSON.parse(text) }
}

describe('the state of the system', () => {
  test('tells what runs and how it is kept', async () => {
    const { state } = await readSystem()
    assert.match(state.version, /^\d+\.\d+\.\d+/)
    assert.match(state.database.version, /^\d+\.\d+/)
    assert.equal(state.database.kind, 'embedded')
    assert.equal(state.dataDirectory, 'default')
    assert.ok(state.migrations.known >= 3)
    assert.equal(state.migrations.applied, state.migrations.known)
  })

  test('tells other kinds apart, and neither address nor path', async () => {
    const { state, text } = await readSystem({ databaseUrl: url, dataDir: resolve('/somewhere-else') })
    assert.equal(state.database.kind, 'server')
    assert.equal(state.dataDirectory, 'configured')
    assert.doesNotMatch(text, /postgres:|somewhere-else/)
  })

  test('counts what is stored', async () => {
    await sql`insert into customers (external_id) values ('1'), ('2')`.execute(db)
    const { state } = await readSystem()
    assert.deepEqual(state.counts, {
      customers: { rows: 2, exact: true },
      orders: { rows: 0, exact: true },
      barcodes: { rows: 0, exact: true },
    })
  })

  test('estimates a large table instead of reading it through', async () => {
    await sql`insert into barcodes (barcode) select n::text from generate_series(1, 120000) as n`.execute(db)
    await sql`analyze barcodes`.execute(db)
    const { state } = await readSystem()
    assert.equal(state.counts.barcodes.exact, false)
    assert.ok(Math.abs(state.counts.barcodes.rows - 120_000) < 12_000)
  })
})
