import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'
import { sql } from 'kysely'
import { archiveOrders } from '../../server/features/archive/archive-orders.ts'
import { keepOrder, publicIdOf, startArchiveDocket } from '../support/archive-docket.ts'
import { storeCustomer, type TestEvent } from '../support/order-events.ts'

const { call, db, folder } = await startArchiveDocket('2024-06-15T12:00:00Z')

/** Prints the rows of a file as JSON: bytes as hex, instants as milliseconds. */
const script = `
import duckdb, json, sys
file = duckdb.read_parquet(sys.argv[1])
for row in file.fetchall():
    print(json.dumps([value.hex() if isinstance(value, (bytes, bytearray)) else value if value is None or isinstance(value, (str, int, bool)) else str(value) for value in row]))
print(json.dumps([[str(name), str(kind)] for name, kind in zip(file.columns, file.types)]), file=sys.stderr)
`

function readByDuckdb(name: string): { rows: unknown[][]; types: [string, string][] } {
  const { status, stdout, stderr } = spawnSync('python3', ['-c', script, join(folder, name)], {
    encoding: 'utf8',
    maxBuffer: 100_000_000,
  })
  assert.equal(status, 0, `python3 with duckdb is needed (pip install duckdb): ${stderr}`)
  const rows = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  return { rows, types: JSON.parse(stderr.trim().split('\n').at(-1) ?? '') }
}

test('another program reads the same values from the files', async () => {
  const customerKey = await storeCustomer(db)
  const document = { customer: { name: 'Ada' }, items: [{ name: 'Süppe ☃ "1"', quantity: 2 }] }
  const keys: number[] = []
  for (let index = 0; index < 600; index += 1) {
    const at = Date.UTC(2024, 2, 1 + (index % 28), 10, 0, 0, index % 1_000)
    const events: [TestEvent, ...TestEvent[]] = [
      [2_147_483_647, at],
      [20, at + 60_001, 'forced'],
      [10, at + 60_002],
      [90, at + 3_600_000],
    ]
    keys.push(await keepOrder(db, { customerKey, events, ...(index % 3 === 0 && { document }) }))
  }
  const { rows: stored } = await sql<{ row: unknown[] }>`
    select jsonb_build_array(order_id, id, to_char(at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.MS'),
      to_char(received_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.MS'), status, is_forced, applied, refusal, actor) as row
    from order_events order by order_id, at, id`.execute(db)
  await archiveOrders(call, { before: '2024-04' })

  const orders = readByDuckdb('orders-2024-03-0001.parquet')
  assert.deepEqual(orders.types, [
    ['order_key', 'BIGINT'],
    ['order_id', 'VARCHAR'],
    ['customer_key', 'BIGINT'],
    ['events', 'INTEGER'],
    ['items', 'VARCHAR'],
    ['sealed_document', 'BLOB'],
  ])
  const items = JSON.stringify({ items: document.items })
  for (const [index, [key, id, customer, events, kept, sealed]] of orders.rows.entries()) {
    const hasDocument = index % 3 === 0
    assert.deepEqual(
      [key, id, customer, events],
      [keys[index], await publicIdOf(db, 'orders', keys[index] ?? 0), customerKey, 4],
    )
    assert.deepEqual([kept, typeof sealed], hasDocument ? [items, 'string'] : [null, 'object'])
  }
  const events = readByDuckdb('events-2024-03-0001.parquet')
  assert.match(String(events.types.find(([name]) => name === 'at')?.[1]), /^TIMESTAMP/)
  assert.equal(events.rows.length, stored.length)
  assert.deepEqual(
    events.rows.map((row) => row.slice(0, 9).map(withoutZone)),
    stored.map(({ row }) => row),
  )
})

/** An instant as the database prints it here. */
function withoutZone(value: unknown): unknown {
  const match = /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)(\.\d+)?(\+00:00)?$/.exec(String(value))
  return match === null ? value : `${match[1]}.${(match[2] ?? '').slice(1, 4).padEnd(3, '0')}`
}
