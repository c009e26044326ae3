import assert from 'node:assert/strict'
import { EventEmitter, once } from 'node:events'
import { describe, test } from 'node:test'
import { sql } from 'kysely'
import { openTestDatabase } from '../../../test/support/database.ts'
import { openDatabase } from './database.ts'

const { db, url } = await openTestDatabase()

describe('a value', () => {
  test('that is a bigint is a number, exact to the last digit', async () => {
    assert.equal(await read('9007199254740991::bigint'), Number.MAX_SAFE_INTEGER)
    assert.equal(await read('-9007199254740991::bigint'), Number.MIN_SAFE_INTEGER)
    assert.equal(await read('count(*)'), 1)
  })

  test('that is a bigint too large to be exact is refused', async () => {
    await assert.rejects(read('9007199254740993::bigint'), {
      name: 'RangeError',
      message: 'the database answered 9007199254740993, too large to be exact',
    })
  })

  test('that is a date or a decimal stays the text it is', async () => {
    assert.equal(await read(`date '2024-02-29'`), '2024-02-29')
    assert.equal(await read(`'150.00'::numeric`), '150.00')
  })

  test('that is an instant is a Date, to the millisecond', async () => {
    const value = await read(`timestamptz '2026-01-02 03:04:05.678+02'`)
    assert.deepEqual(value, new Date('2026-01-02T01:04:05.678Z'))
  })
})

describe('a connection', () => {
  test('has limits on statements, locks and idle transactions', async () => {
    const { rows } = await sql`
      select current_setting('statement_timeout') as statement, current_setting('lock_timeout') as lock,
        current_setting('idle_in_transaction_session_timeout') as idle,
        current_setting('application_name') as name`.execute(db)
    assert.deepEqual(rows, [{ statement: '1min', lock: '10s', idle: '1min', name: 'docket' }])
  })

  test('that is lost while idle is reported once, and the next statement gets a new one', async () => {
    const { lost, fragile } = openFragile()
    const pid = await readPid(fragile)
    const told: unknown[] = []
    lost.on('told', (error) => told.push(error))
    const first = once(lost, 'told')
    await sql`select pg_terminate_backend(${pid})`.execute(db)
    await first
    assert.notEqual(await readPid(fragile), pid)
    await fragile.destroy()
    assert.match(String(told), /^[^,]*terminating connection[^,]*$/)
  })

  test('that is lost inside a transaction fails that transaction and nothing else', async () => {
    const { lost, fragile } = openFragile()
    const transaction = fragile.transaction().execute(async (tx) => {
      const told = once(lost, 'told')
      await sql`select pg_terminate_backend(${await readPid(tx)})`.execute(db)
      await told
      await sql`select 1`.execute(tx)
    })
    await assert.rejects(transaction)
    assert.ok(await readPid(fragile))
    await fragile.destroy()
  })

  test('that cannot be had is an error of the statement', async () => {
    const nowhere = openDatabase({
      url: 'postgres://docket@127.0.0.1:1/docket',
      poolSize: 1,
      onError: assert.ifError,
    })
    await assert.rejects(sql`select 1`.execute(nowhere), { code: 'ECONNREFUSED' })
    await nowhere.destroy()
  })
})

async function read(expression: string): Promise<unknown> {
  const { rows } = await sql<{ value: unknown }>`select ${sql.raw(expression)} as value`.execute(db)
  return rows[0]?.value
}

function openFragile() {
  const lost = new EventEmitter()
  const onError = (error: Error) => lost.emit('told', error)
  return { lost, fragile: openDatabase({ url, poolSize: 1, onError }) }
}

async function readPid(from: typeof db): Promise<number> {
  const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(from)
  return rows[0]?.pid ?? 0
}
