import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { sql } from 'kysely'
import { groupMoves } from '../../contract/order-statuses.ts'
import { openTestDatabase } from '../../test/support/database.ts'
import { readCatalog } from './read-catalog.ts'
import { writeDataModel } from './write-data-model.ts'
import { writeRowTypes } from './write-row-types.ts'
import { writeEnvExample, writeSettingsPage } from './write-settings.ts'
import { writeStatusesPage } from './write-statuses.ts'

const { db } = await openTestDatabase()
const catalog = await readCatalog(db)

test('the committed row types are those of the migrated database', async () => {
  const committed = await read('../../server/platform/database/schema.generated.ts')
  assert.equal(writeRowTypes(catalog), committed, 'run `npm run schemas`')
})

test('the committed data model page is that of the migrated database', async () => {
  assert.equal(writeDataModel(catalog), await read('../../docs/data-model.md'), 'run `npm run schemas`')
})

test('the committed settings page and .env.example are those of the settings', async () => {
  assert.equal(writeSettingsPage(), await read('../../docs/settings.md'), 'run `npm run schemas`')
  assert.equal(writeEnvExample(), await read('../../.env.example'), 'run `npm run schemas`')
})

test('the committed page of statuses is that of their table', async () => {
  assert.equal(writeStatusesPage(), await read('../../docs/order-statuses.md'), 'run `npm run schemas`')
})

test('the arrows of that page, gone one after the other, are the moves between groups', () => {
  const arrows = [...writeStatusesPage().matchAll(/^ {2}(\w+) --> (\w+)$/gm)].map(([, from, to]) => [
    from,
    to,
  ])
  const reach = (from: string): string[] =>
    arrows.flatMap(([begin, end]) => (begin === from && end !== undefined ? [end, ...reach(end)] : []))
  for (const [group, moves] of Object.entries(groupMoves)) {
    const drawn = reach(group.replace('-', '_')).map((name) => name.replace('_', '-'))
    const others = moves.filter((move) => move !== group)
    assert.deepEqual(new Set(drawn), new Set(others))
  }
})

test('every table and every column says what it means', () => {
  const silent = [...catalog.tables, ...catalog.columns].filter(({ comment }) => comment === null)
  assert.deepEqual(silent, [])
})

test('what changes in the database shows in the row types and on the page', async () => {
  const rolledBack = new Error('rolled back')
  const transaction = db.transaction().execute(async (tx) => {
    await sql`alter table orders add column note text; comment on column orders.note is 'A | B'`.execute(tx)
    const changed = await readCatalog(tx)
    assert.match(writeRowTypes(changed), /\/\*\* A \| B \*\/\n {2}note: string \| null\n/)
    assert.match(writeDataModel(changed), /\| `note` +\| `text` +\| yes +\| +\| A \\\| B +\|/)
    assert.match(writeDataModel(changed), /\n {4}text note\n/)
    throw rolledBack
  })
  await assert.rejects(transaction, rolledBack)
})

test('a column of a type that nobody has said how to read is refused', () => {
  const [column] = catalog.columns
  assert.ok(column)
  const columns = [{ ...column, type: 'point', plain_type: 'point' }]
  assert.throws(() => writeRowTypes({ ...catalog, columns }), {
    message: `${column.table}.${column.name}: no TypeScript type is known for point`,
  })
})

function read(path: string): Promise<string> {
  return readFile(new URL(path, import.meta.url), 'utf8')
}
