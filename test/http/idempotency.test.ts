import assert from 'node:assert/strict'
import { afterEach, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { httpLimits } from '../../server/platform/http/limits.ts'
import { forgetOldKeys } from '../../server/platform/idempotency/forget-old-keys.ts'
import { makeKey, makeUser } from '../support/accounts.ts'
import { startTestApp, type TestApp, withKey } from '../support/app.ts'
import { openTestDatabase } from '../support/database.ts'
import {
  addEffects,
  closeGate,
  codeOf,
  countEffects as countIn,
  createEffects,
  ended,
  newKey,
  openGates,
  postEffect,
  type Sent,
} from './effect-routes.ts'

const { db } = await openTestDatabase()
await createEffects(db)
afterEach(openGates)

const features = [addEffects]
const first = await startTestApp({ db, features })
const second = await startTestApp({ db, features, limits: { ...httpLimits, answerTimeoutMs: 500 } })
const countEffects = (name: string) => countIn(db, name)

function post(key: string, name: string, { app = first, ...sent }: Sent & { app?: TestApp } = {}) {
  return postEffect(app, key, name, sent)
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

async function until(condition: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 5_000
  while (!(await condition())) {
    assert.ok(performance.now() < deadline, 'it did not happen within 5 s')
    await sleep(10)
  }
}
