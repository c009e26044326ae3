import assert from 'node:assert/strict'
import { afterEach, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import { Type } from 'typebox'
import type { Context } from '../../server/platform/context.ts'
import { openDatabase } from '../../server/platform/database/database.ts'
import { callOf } from '../../server/platform/http/access.ts'
import { httpLimits } from '../../server/platform/http/limits.ts'
import { ProblemError } from '../../server/platform/http/problem.ts'
import { forgetOldKeys } from '../../server/platform/idempotency/forget-old-keys.ts'
import { makeKey, makeUser } from '../support/accounts.ts'
import { startTestApp, type TestApp, withKey } from '../support/app.ts'
import { openTestDatabase } from '../support/database.ts'

const { db, url } = await openTestDatabase()
await sql`create table effects (id integer generated always as identity, name text, at timestamptz)`.execute(
  db,
)

interface Gate {
  arrival: PromiseWithResolvers<void>
  opening: PromiseWithResolvers<void>
}

/** Where requests wait until a test lets them go on: before their transaction, in it, or after it. */
const gates = new Map<string, Gate>()

async function passGate(name: string): Promise<void> {
  const gate = gates.get(name)
  gate?.arrival.resolve()
  await gate?.opening.promise
}

/** Closes a gate until `open` is called; `arrival` says that a request stands before it. */
function closeGate(name: string): { arrival: Promise<void>; open: () => void } {
  const gate = { arrival: Promise.withResolvers<void>(), opening: Promise.withResolvers<void>() }
  gates.set(name, gate)
  return { arrival: gate.arrival.promise, open: () => gate.opening.resolve() }
}

afterEach(() => {
  for (const { opening } of gates.values()) opening.resolve()
  gates.clear()
})

const Effect = Type.Object(
  { id: Type.Integer(), name: Type.String(), at: Type.String() },
  { title: 'Effect' },
)
const NewEffect = Type.Object({ name: Type.String() }, { additionalProperties: false })

interface EffectRow {
  id: number
  name: string
  at: Date
}

/** The names of the transactions that have ended, in whichever way. */
const ended: string[] = []

/** Writes that store a row each; the name says what else happens to them. */
function addEffects(api: FastifyInstance, context: Context): void {
  const schema = { body: NewEffect, response: { 201: Effect } }
  for (const [path, config] of [
    ['/effects', {}],
    ['/secrets', { secretAnswer: true }],
  ] as const)
    api.post<{ Body: { name: string } }>(path, { schema, config }, async (request, reply) => {
      const call = callOf(context, request)
      const { name } = request.body
      await passGate('before')
      const store = call.db.transaction().execute(async (tx) => {
        const { rows } = await sql<EffectRow>`
          insert into effects (name, at) values (${name}, now()) returning id, name, at`.execute(tx)
        await passGate('inside')
        if (name === 'conflict') throw new ProblemError({ code: 'job-state-conflict', detail: 'No.' })
        return rows[0]
      })
      const row = await store.finally(() => ended.push(name))
      await passGate('after')
      if (name === 'fails-afterwards') throw new Error('the engine is away')
      return reply
        .code(201)
        .header('location', `/api/effects/${row?.id}`)
        .send({ id: row?.id, name, at: row?.at.toISOString() })
    })
  api.delete<{ Params: { id: string } }>(
    '/effects/:id',
    { schema: { params: Type.Object({ id: Type.String() }), response: { 204: Type.Null() } } },
    async (request, reply) => {
      await callOf(context, request)
        .db.transaction()
        .execute((tx) => sql`insert into effects (name) values ('deleted')`.execute(tx))
      return reply.code(204).send(null)
    },
  )
}

const features = [addEffects]
const first = await startTestApp({ db, features })
const second = await startTestApp({ db, features, limits: { ...httpLimits, answerTimeoutMs: 500 } })

let keyCount = 0
const newKey = () => `key-${++keyCount}`

interface Sent {
  app?: TestApp
  path?: string
  headers?: Record<string, string>
}

function post(
  key: string,
  name: string,
  { app = first, path = '/api/effects', headers = withKey }: Sent = {},
) {
  return app.send(path, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify({ name }),
  })
}

async function countEffects(name: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from effects where name = ${name}`.execute(db)
  return rows[0]?.count ?? 0
}

async function codeOf(answer: ReturnType<typeof post>): Promise<string> {
  const { status, text } = await answer
  return `${status} ${JSON.parse(text).code ?? ''}`.trim()
}

describe('a write with an Idempotency-Key', () => {
  test('is done once, and answered again as before', async () => {
    const key = newKey()
    const before = await post(key, 'once')
    const again = await post(key, 'once', { app: second })
    assert.equal(before.status, 201)
    assert.equal(before.headers['idempotent-replayed'], undefined)
    assert.equal(again.headers['idempotent-replayed'], 'true')
    for (const name of ['content-type', 'content-length', 'location', 'cache-control'])
      assert.equal(again.headers[name], before.headers[name], name)
    assert.deepEqual([again.status, again.text], [201, before.text])
    assert.equal(await countEffects('once'), 1)
  })

  test('is answered again without a body as well', async () => {
    const request = { method: 'DELETE', headers: { ...withKey, 'idempotency-key': newKey() } }
    for (const replayed of [undefined, 'true']) {
      const answer = await first.send('/api/effects/7', request)
      assert.deepEqual([answer.status, answer.text], [204, ''])
      assert.equal(answer.headers['idempotent-replayed'], replayed)
    }
    assert.equal((await first.send('/api/effects/8', request)).headers['idempotent-replayed'], undefined)
    assert.equal(await countEffects('deleted'), 2)
  })

  test('without the key is done each time', async () => {
    const request = { method: 'POST', headers: { ...withKey, 'content-type': 'application/json' } }
    for (let i = 0; i < 2; i += 1) await first.send('/api/effects', { ...request, body: '{"name":"free"}' })
    assert.equal(await countEffects('free'), 2)
  })

  test('of another body or other parameters is 422', async () => {
    const key = newKey()
    await post(key, 'this')
    assert.equal(await codeOf(post(key, 'that')), '422 idempotency-key-reused')
    assert.equal(await countEffects('that'), 0)
  })

  test('is another request on another path, and of somebody else', async () => {
    const key = newKey()
    const user = await makeUser(db)
    const [one, two] = [await makeKey(db, user), await makeKey(db, user)]
    await post(key, 'mine')
    await post(key, 'mine', { path: '/api/secrets' })
    await post(key, 'mine', { headers: one.headers })
    await post(key, 'mine', { headers: two.headers })
    assert.equal(await countEffects('mine'), 4)
  })

  test('is 409 while the first one is running, in whichever process', async () => {
    const key = newKey()
    const gate = closeGate('inside')
    const running = post(key, 'running')
    await gate.arrival
    assert.equal(await codeOf(post(key, 'running')), '409 idempotency-key-in-use')
    assert.equal(await codeOf(post(key, 'running', { app: second })), '409 idempotency-key-in-use')
    assert.equal(await codeOf(post(key, 'other', { app: second })), '422 idempotency-key-reused')
    gate.open()
    assert.equal((await running).status, 201)
    assert.equal((await post(key, 'running')).headers['idempotent-replayed'], 'true')
    assert.equal(await countEffects('running'), 1)
  })

  test('sent fifty times at once is done once', async () => {
    const key = newKey()
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, i) => post(key, 'fifty', { app: i % 2 === 0 ? first : second })),
    )
    const statuses = new Set(answers.map(({ status }) => status))
    assert.ok(answers.some(({ status }) => status === 201))
    assert.deepEqual([...statuses].sort(), statuses.size === 1 ? [201] : [201, 409])
    assert.equal(await countEffects('fifty'), 1)
  })
})

describe('an Idempotency-Key', () => {
  for (const key of ['', 'x'.repeat(256), 'ключ', 'a\tb'])
    test(`that is not 1 to 255 printable characters is 422: ${JSON.stringify(key).slice(0, 20)}`, async () => {
      const answer = await first.sendBytes(
        Buffer.from(
          `POST /api/effects HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${withKey.authorization}\r\n` +
            `Content-Type: application/json\r\nContent-Length: 12\r\nConnection: close\r\n` +
            `Idempotency-Key: ${key}\r\n\r\n{"name":"a"}`,
        ),
      )
      assert.match(answer, /^HTTP\/1\.1 422 .*"pointer":"\/idempotency-key","code":"key-invalid"/s)
    })

  test('of any 255 printable characters is taken', async () => {
    assert.equal((await post(`${'!~ "'.repeat(63)}abc`, 'printable')).status, 201)
  })

  test('given twice is 422', async () => {
    const answer = await first.send('/api/effects', {
      method: 'POST',
      headers: { ...withKey, 'content-type': 'application/json', 'idempotency-key': ['a', 'b'] },
      body: '{"name":"twice"}',
    })
    assert.equal(answer.status, 422)
  })

  test('of a read means nothing', async () => {
    const { status } = await first.send('/api/system', { headers: { ...withKey, 'idempotency-key': '' } })
    assert.equal(status, 200)
  })

  test('is forgotten after seven days', async () => {
    const [old, young] = [newKey(), newKey()]
    await post(old, 'forgotten')
    await sql`update idempotency_keys set created_at = now() - interval '7 days 1 second'`.execute(db)
    await post(young, 'kept')
    await forgetOldKeys({ db, clock: { now: () => new Date() } })
    await post(old, 'forgotten')
    await post(young, 'kept')
    assert.equal(await countEffects('forgotten'), 2)
    assert.equal(await countEffects('kept'), 1)
  })
})

describe('a refusal under an Idempotency-Key', () => {
  test('is not kept: the same request may succeed later', async () => {
    const key = newKey()
    assert.equal(await codeOf(post(key, 'conflict')), '409 job-state-conflict')
    assert.equal(await codeOf(post(key, 'mended')), '201')
    for (const [headers, code] of [
      [{}, '401 key-missing'],
      [{ authorization: 'Bearer wrong' }, '401 key-wrong'],
    ] as const)
      assert.equal(await codeOf(post(newKey(), 'stranger', { headers })), code)
    const wrong = { method: 'POST', headers: { ...withKey, 'content-type': 'application/json' } }
    const spoiled = newKey()
    const headers = { ...wrong.headers, 'idempotency-key': spoiled }
    assert.equal((await first.send('/api/effects', { ...wrong, headers, body: '{}' })).status, 422)
    assert.equal(await codeOf(post(spoiled, 'mended')), '201')
  })

  test('of a viewer takes no key', async () => {
    const viewer = await makeUser(db, { role: 'viewer' })
    const { headers } = await makeKey(db, viewer)
    const { rows: before } = await sql`select from idempotency_keys`.execute(db)
    assert.equal(await codeOf(post(newKey(), 'viewer', { headers })), '403 role-insufficient')
    const { rows: after } = await sql`select from idempotency_keys`.execute(db)
    assert.equal(after.length, before.length)
  })

  test('that came after the effect keeps the effect: the next attempt finishes it', async () => {
    const key = newKey()
    assert.equal(await codeOf(post(key, 'fails-afterwards')), '500 internal-error')
    assert.equal(await codeOf(post(key, 'fails-afterwards')), '500 internal-error')
    assert.equal(await countEffects('fails-afterwards'), 1)
  })

  test('because it took too long lets the next attempt in, and what still runs stores nothing', async () => {
    const key = newKey()
    const gate = closeGate('before')
    assert.equal(await codeOf(post(key, 'late', { app: second })), '503 answer-timeout')
    gate.open()
    await until(async () => ended.includes('late'))
    assert.equal(await countEffects('late'), 0)
    assert.equal(await codeOf(post(key, 'late')), '201')
    assert.equal(await countEffects('late'), 1)
  })
})

/** A process whose database connections end all at once, as they do when it is killed; here it then lives on as a ghost. */
async function startDoomedApp() {
  const name = `doomed-${newKey()}`
  const doomed = new URL(url)
  doomed.searchParams.set('application_name', name)
  const own = openDatabase({ url: doomed.href, poolSize: 5, onError: () => undefined })
  const app = await startTestApp({ db: own, features })
  return {
    app,
    kill: () =>
      until(async () => {
        const { rows } = await sql`
          select pg_terminate_backend(pid) from pg_stat_activity where application_name = ${name}`.execute(db)
        return rows.length === 0
      }),
    end: () => own.destroy(),
  }
}

describe('a process that is killed', () => {
  const moments = [
    ['before', 'before its transaction'],
    ['inside', 'in its transaction'],
    ['after', 'after its commit and before its answer'],
  ] as const
  for (const [moment, description] of moments)
    test(`${description} frees the key at once, and the effect happens once`, async () => {
      const key = newKey()
      const { app, kill, end } = await startDoomedApp()
      const gate = closeGate(moment)
      const lost = post(key, moment, { app }).catch(() => undefined)
      await gate.arrival
      assert.equal(await codeOf(post(key, moment)), '409 idempotency-key-in-use')
      await kill()
      gates.delete(moment)
      const answer = await post(key, moment)
      assert.equal(answer.status, 201, answer.text)
      assert.match(JSON.parse(answer.text).at, /^\d{4}-.*Z$/)
      assert.equal(await countEffects(moment), 1)
      gate.open()
      await lost
      await end()
      assert.equal(await countEffects(moment), 1)
      assert.equal((await post(key, moment)).text, answer.text)
    })
})

describe('an answer with a secret', () => {
  test('is given again to the same caller, and stands nowhere in clear', async () => {
    const key = newKey()
    const before = await post(key, 'hunter2', { path: '/api/secrets' })
    const again = await post(key, 'hunter2', { path: '/api/secrets' })
    assert.deepEqual([again.text, again.headers['idempotent-replayed']], [before.text, 'true'])
    const { rows } = await sql<{ bytes: Buffer }>`
      select coalesce(body, '') || array_to_string(effects, '', '')::bytea as bytes from idempotency_keys`.execute(
      db,
    )
    assert.ok(rows.every(({ bytes }) => !bytes.includes('hunter2')))
  })

  test('that was lost with its process is made of what the transaction gave back', async () => {
    const key = newKey()
    const { app, kill, end } = await startDoomedApp()
    const gate = closeGate('after')
    const lost = post(key, 'sealed', { app, path: '/api/secrets' }).catch(() => undefined)
    await gate.arrival
    await kill()
    gate.open()
    await lost
    await end()
    assert.equal(await codeOf(post(key, 'sealed', { path: '/api/secrets' })), '201')
    assert.equal(await countEffects('sealed'), 1)
  })

  test('cannot be read by another session of the same user: 409, and nothing is done again', async () => {
    const key = newKey()
    const answer = await post(key, 'other-session', { path: '/api/secrets' })
    assert.equal(answer.status, 201)
    const headers = { authorization: withKey.authorization.replace('Bearer ', 'bearer  ') }
    assert.equal(
      await codeOf(post(key, 'other-session', { path: '/api/secrets', headers })),
      '409 idempotency-answer-lost',
    )
    assert.equal(await countEffects('other-session'), 1)
  })
})

async function until(condition: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 5_000
  while (!(await condition())) {
    assert.ok(performance.now() < deadline, 'it did not happen within 5 s')
    await sleep(10)
  }
}
