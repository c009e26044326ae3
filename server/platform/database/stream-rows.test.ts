import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { openTestDatabase } from '../../../test/support/database.ts'
import { openDatabase } from './database.ts'
import { streamRows } from './stream-rows.ts'

const { db, url } = await openTestDatabase()

interface Numbered {
  n: number
}

async function readAll(rows: AsyncIterable<Numbered>): Promise<number[]> {
  const numbers: number[] = []
  for await (const { n } of rows) numbers.push(n)
  return numbers
}

/** Statements and transactions of this database that are under way, other than the asking one. */
async function countBusy(): Promise<number> {
  const { rows } = await sql<{ busy: number }>`
    select count(*) as busy from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle'`.execute(db)
  return rows[0]?.busy ?? 0
}

async function untilNothingRuns(): Promise<void> {
  const deadline = performance.now() + 5_000
  while ((await countBusy()) > 0) {
    assert.ok(performance.now() < deadline, 'a statement or a transaction is still open')
    await sleep(10)
  }
}

describe('streamed rows', () => {
  for (const count of [0, 1, 9, 10, 11, 100])
    test(`come whole and in order in batches of ten: ${count}`, async () => {
      const query = sql<Numbered>`select n from generate_series(1::bigint, ${count}) as n order by n`
      const expected = Array.from({ length: count }, (_, index) => index + 1)
      assert.deepEqual(await readAll(streamRows(db, query, { batchSize: 10 })), expected)
      await untilNothingRuns()
    })

  test('come from a query with parameters that the builder made', async () => {
    const query = db
      .selectFrom('installation')
      .select((eb) => eb.val<number>(7).$castTo<number>().as('n'))
      .where('is_only', '=', true)
    assert.deepEqual((await readAll(streamRows(db, query))).map(Number), [7])
  })

  test('are those of one moment, whatever is written while they are read', async () => {
    await sql`create table growing as select n from generate_series(1, 20) as n`.execute(db)
    const rows = streamRows(db, sql<Numbered>`select n from growing`, { batchSize: 5 })
    await rows.next()
    await sql`insert into growing select n from generate_series(21, 40) as n`.execute(db)
    assert.equal((await readAll(rows)).length, 19)
  })

  test('wait for a slow reader as long as it takes', async () => {
    const query = sql<Numbered>`
      select extract(epoch from current_setting('idle_in_transaction_session_timeout')::interval)::int as n`
    assert.deepEqual(await readAll(streamRows(db, query)), [0])
    await untilNothingRuns()
    const { rows } = await query.execute(db)
    assert.deepEqual(rows, [{ n: 60 }], 'the connection is as it was')
  })

  test('give the connection back when their reader stops', async () => {
    for await (const _ of streamRows(db, sql<Numbered>`select n from generate_series(1, 100000) as n`)) break
    await untilNothingRuns()
  })

  test('cancel the statement that runs when their signal says so', async () => {
    const abort = new AbortController()
    const rows = streamRows(db, sql<Numbered>`select 1 as n from pg_sleep(60)`, { signal: abort.signal })
    const first = assert.rejects(rows.next())
    while ((await countBusy()) === 0) await sleep(5)
    abort.abort()
    await first
    await untilNothingRuns()
  })

  test('end with the error of their query, and give the connection back', async () => {
    const query = sql<Numbered>`select 10 / (15 - n) as n from generate_series(1, 20) as n`
    await assert.rejects(readAll(streamRows(db, query, { batchSize: 4 })), /division by zero/)
    await untilNothingRuns()
  })

  test('never write', async () => {
    const query = sql<Numbered>`select n from (select nextval('customers_id_seq') as n) as one`
    await assert.rejects(readAll(streamRows(db, query)), /read-only transaction/)
  })

  test('end with an error when the connection is lost', async () => {
    const errors: Error[] = []
    const other = openDatabase({ url, poolSize: 1, onError: (error) => errors.push(error) })
    const rows = streamRows(other, sql<Numbered>`select n from generate_series(1, 100) as n`, {
      batchSize: 10,
    })
    await rows.next()
    await sql`
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and state = 'idle in transaction'`.execute(db)
    await assert.rejects(readAll(rows))
    await other.destroy()
  })
})
