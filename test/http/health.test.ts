import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { after, describe, test } from 'node:test'
import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import { Type } from 'typebox'
import type { Context } from '../../server/platform/context.ts'
import { openDatabase } from '../../server/platform/database/database.ts'
import { httpLimits } from '../../server/platform/http/limits.ts'
import { problemOf, startTestApp, withKey } from '../support/app.ts'
import { openTestDatabase } from '../support/database.ts'

const { db } = await openTestDatabase()
const unmigrated = await openTestDatabase({ migrated: false })

async function readinessCodes(app: Awaited<ReturnType<typeof startTestApp>>): Promise<unknown> {
  const answer = await app.send('/readyz')
  assert.equal(answer.status, 503)
  const { code, errors } = problemOf(answer)
  assert.equal(code, 'not-ready')
  assert.ok(Array.isArray(errors))
  return errors.map(({ pointer, code }) => `${pointer} ${code}`)
}

test('with a migrated database everything is ready, for anybody who asks', async () => {
  const { send } = await startTestApp({ db })
  assert.equal((await send('/livez')).status, 200)
  assert.deepEqual(JSON.parse((await send('/readyz')).text), {
    status: 'ready',
    checks: { database: 'ok', migrations: 'ok' },
  })
})

test('without its migrations the database is not ready', async () => {
  const app = await startTestApp({ db: unmigrated.db })
  assert.deepEqual(await readinessCodes(app), ['/checks/migrations migrations-pending'])
})

test('the database of a newer Docket is not ready', async () => {
  const app = await startTestApp({ db })
  await sql`insert into schema_migration (name, timestamp) values ('9999-later', now()::text)`.execute(db)
  assert.deepEqual(await readinessCodes(app), ['/checks/migrations migrations-unknown'])
  await sql`delete from schema_migration where name = '9999-later'`.execute(db)
  assert.equal((await app.send('/readyz')).status, 200)
})

describe('a database that does not answer', () => {
  test('and refuses connections is told as unreachable, while the process lives', async () => {
    const gone = openDatabase({
      url: 'postgres://nobody:secret@127.0.0.1:1/x',
      poolSize: 2,
      onError: () => {},
    })
    after(() => gone.destroy())
    const app = await startTestApp({ db: gone })
    assert.deepEqual(await readinessCodes(app), ['/checks/database database-unreachable'])
    assert.equal((await app.send('/livez')).status, 200)
    const answer = await app.send('/api/system', { headers: withKey })
    assert.deepEqual([answer.status, problemOf(answer)['code']], [503, 'not-ready'])
    assert.doesNotMatch(answer.text, /secret|ECONNREFUSED|127\.0\.0\.1/)
  })

  test('because its disk is full is told as that, and not as a fault of Docket', async () => {
    const app = await startTestApp({ features: [addFullDisk] })
    const answer = await app.send('/api/full', { headers: withKey })
    assert.deepEqual([answer.status, problemOf(answer)['code']], [503, 'not-ready'])
    assert.match(answer.text, /disk of the server is full/)
  })

  test('and hangs is told in bounded time, with one connection for all who ask', async () => {
    const hanging = await startHangingServer()
    const url = `postgres://nobody@127.0.0.1:${hanging.port}/x`
    const stuck = openDatabase({ url, poolSize: 5, onError: () => {} })
    const app = await startTestApp({ db: stuck, limits: { ...httpLimits, readinessTimeoutMs: 100 } })
    const codes = await Promise.all([readinessCodes(app), readinessCodes(app), readinessCodes(app)])
    assert.deepEqual(codes, Array(3).fill(['/checks/database database-unreachable']))
    assert.equal(hanging.sockets.length, 1)
    await hanging.stop()
    await stuck.destroy()
  })
})

test('a Docket that was told to stop is not ready and keeps no connection', async () => {
  const app = await startTestApp({ db })
  app.stop()
  assert.deepEqual(await readinessCodes(app), ['/status stopping'])
  assert.equal(
    (await app.send('/livez', { headers: { connection: 'keep-alive' } })).headers.connection,
    'close',
  )
})

/** Accepts connections and never says a word. */
async function startHangingServer() {
  const sockets: Socket[] = []
  const server = createServer((socket) => {
    socket.on('error', () => {})
    sockets.push(socket)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  assert.ok(typeof address === 'object' && address !== null)
  return {
    port: address.port,
    sockets,
    async stop() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

function addFullDisk(api: FastifyInstance, { db }: Context): void {
  api.get('/full', { schema: { response: { 200: Type.Null() } } }, async () => {
    await sql`do 'begin raise exception using errcode = ''53100''; end'`.execute(db)
  })
}
