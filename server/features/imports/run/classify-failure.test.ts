import assert from 'node:assert/strict'
import { createServer } from 'node:net'
import { test } from 'node:test'
import { sql } from 'kysely'
import { Client } from 'pg'
import { openTestDatabase } from '../../../../test/support/database.ts'
import { classifyFailure } from './classify-failure.ts'

const { db, url } = await openTestDatabase()
const unreachable = { kind: 'wait', reason: 'waiting: the database cannot be reached' }
const diskFull = { kind: 'wait', reason: 'waiting: the disk is full' }

test('a database that nobody answers for is waited for', async () => {
  for (const address of ['postgres://docket@127.0.0.1:1/docket', 'postgres://docket@/docket?host=/nowhere'])
    assert.deepEqual(classifyFailure(await connectionError(address)), unreachable, address)
})

test('a connection that is ended, by the server or by nobody, is waited for', async () => {
  const client = new Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
  const asleep = client.query('select pg_sleep(60)').catch((error: unknown) => error)
  await sql`select pg_terminate_backend(${rows[0]?.pid})`.execute(db)
  assert.deepEqual(classifyFailure(await asleep), unreachable)
  assert.deepEqual(classifyFailure(await client.query('select 1').catch((error) => error)), unreachable)
})

test('a server that hangs up at once is waited for', async () => {
  const server = createServer((socket) => socket.destroy())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : 0
  assert.deepEqual(
    classifyFailure(await connectionError(`postgres://docket@127.0.0.1:${port}/docket`)),
    unreachable,
  )
  server.close()
})

test('what the server says of its own state and of the disk is waited for', async () => {
  for (const code of ['57P01', '57P02', '57P03', '53300', '08006', '25P03'])
    assert.deepEqual(classifyFailure(await raised(code)), unreachable, code)
  assert.deepEqual(classifyFailure(await raised('53100')), diskFull)
  const full = Object.assign(new Error('ENOSPC: no space left on device, write'), {
    code: 'ENOSPC',
    syscall: 'write',
  })
  assert.deepEqual(classifyFailure(full), diskFull)
})

test('anything else counts, with its first line as the reason', async () => {
  for (const code of ['22P02', '23505', '40P01', '55P03', '42P01'])
    assert.deepEqual(
      classifyFailure(await raised(code)),
      { kind: 'count', reason: 'raised on purpose' },
      code,
    )
  assert.deepEqual(classifyFailure(new Error('one\ntwo')), { kind: 'count', reason: 'one' })
  assert.deepEqual(classifyFailure('thrown'), { kind: 'count', reason: 'thrown' })
  assert.deepEqual(classifyFailure(new Error('')), { kind: 'count', reason: 'an error without a message' })
  const gone = Object.assign(new Error('ENOENT: no such file'), { code: 'ENOENT', syscall: 'open' })
  assert.deepEqual(classifyFailure(gone), { kind: 'count', reason: 'ENOENT: no such file' })
})

async function connectionError(address: string): Promise<unknown> {
  const client = new Client({ connectionString: address, connectionTimeoutMillis: 5_000 })
  client.on('error', () => undefined)
  return client.connect().then(
    () => assert.fail('it connected'),
    (error: unknown) => error,
  )
}

/** The error of a statement that the server refuses with `code`. */
async function raised(code: string): Promise<unknown> {
  const body = `begin raise exception 'raised on purpose' using errcode = '${code}'; end`
  return sql`do ${sql.lit(body)}`.execute(db).then(
    () => assert.fail('nothing was raised'),
    (error: unknown) => error,
  )
}
