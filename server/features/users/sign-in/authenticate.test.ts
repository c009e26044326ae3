import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import type { Role } from '#contract/users.ts'
import { addProbeRoutes } from '../../../../test/http/probe-routes.ts'
import { makeKey, makeSession, makeUser } from '../../../../test/support/accounts.ts'
import { type Answer, problemOf, startTestApp, type TestApp } from '../../../../test/support/app.ts'
import { openTestDatabase } from '../../../../test/support/database.ts'

const { db } = await openTestDatabase()
const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs
let nowMs = Date.now()
const clock = { now: () => new Date(nowMs) }
const app = await startTestApp({ db, clock, features: [addProbeRoutes, addSlowRoutes] })

function addSlowRoutes(api: FastifyInstance): void {
  const response = { 200: Type.Object({}) }
  api.post('/slow-body', { config: { slowBody: true }, schema: { response } }, async () => ({}))
  api.get('/long-answer', { config: { longAnswer: true }, schema: { response } }, async () => ({}))
}

const echo = { method: 'POST', body: '{"quantity":1,"name":"a"}' }

function read(headers: Record<string, string>, from: TestApp = app): Promise<Answer> {
  return from.send('/api/system', { headers })
}

function change(headers: Record<string, string>): Promise<Answer> {
  return app.send('/api/echo', { ...echo, headers: { 'content-type': 'application/json', ...headers } })
}

function codeOf(answer: Answer): unknown {
  return problemOf(answer)['code']
}

/** The headers with the cookie that an answer set, as a browser would send them next. */
function withNewCookie<T extends Record<string, string>>(headers: T, answer: Answer | undefined): T {
  const cookie = answer?.headers['set-cookie']?.[0]?.split(';', 1)[0]
  assert.ok(cookie, 'the answer sets a cookie')
  return { ...headers, cookie }
}

async function signedIn(role: Role = 'operator') {
  const user = await makeUser(db, { role })
  return { user, ...(await makeSession(db, user, app.port, { now: clock.now() })) }
}

describe('a key', () => {
  test('lets in whom it acts for, with no more than the role of its user', async () => {
    for (const [userRole, role, mayWrite] of [
      ['operator', 'operator', true],
      ['operator', 'viewer', false],
      ['viewer', 'admin', false],
    ] as const) {
      const { headers } = await makeKey(db, await makeUser(db, { role: userRole }), { role })
      assert.equal((await read(headers)).status, 200)
      assert.equal((await change(headers)).status, mayWrite ? 200 : 403)
    }
  })

  test('that has expired is refused', async () => {
    const expiresAt = new Date(nowMs + minuteMs)
    const { headers } = await makeKey(db, await makeUser(db), { expiresAt })
    assert.equal((await read(headers)).status, 200)
    nowMs += minuteMs
    const answer = await read(headers)
    assert.equal(codeOf(answer), 'key-wrong')
    assert.match(String(answer.headers['www-authenticate']), /invalid_token/)
  })

  test('counts rather than a cookie beside it, also when it is wrong', async () => {
    const { headers } = await signedIn()
    assert.equal(codeOf(await read({ ...headers, authorization: 'Bearer docket_x' })), 'key-wrong')
  })
})

describe('a session', () => {
  test('lets in who signed in', async () => {
    const { headers } = await signedIn()
    assert.equal((await read(headers)).status, 200)
    assert.equal((await change(headers)).status, 200)
  })

  test('of a viewer changes nothing', async () => {
    const { headers } = await signedIn('viewer')
    assert.equal(codeOf(await change(headers)), 'role-insufficient')
    assert.equal((await app.send('/api/nothing', { method: 'POST', headers })).status, 404)
  })

  test('ends when nobody uses it for three days', async () => {
    const { headers } = await signedIn()
    nowMs += 2 * dayMs
    const kept = withNewCookie(headers, await read(headers))
    nowMs += 2 * dayMs
    assert.equal((await read(kept)).status, 200)
    nowMs += 3 * dayMs
    const answer = await read(kept)
    assert.equal(answer.status, 401)
    assert.equal(codeOf(answer), 'session-ended')
    assert.match(
      String(answer.headers['set-cookie']),
      /^docket_session=; Path=\/; Max-Age=0; HttpOnly; SameSite=Strict$/,
    )
  })

  test('ends after thirty days, however much it is used', async () => {
    let { headers } = await signedIn()
    for (let day = 0; day < 15; day += 1) {
      const answer = await read(headers)
      assert.equal(answer.status, 200)
      if (answer.headers['set-cookie'] !== undefined) headers = withNewCookie(headers, answer)
      nowMs += 2 * dayMs
    }
    assert.equal(codeOf(await read(headers)), 'session-ended')
  })

  for (const cookie of [
    'docket_session=x',
    'docket_session=',
    `__Host-docket=${'a'.repeat(43)}.${'a'.repeat(43)}`,
    'x',
  ]) {
    test(`is none where the cookie has another form or name: ${cookie.slice(0, 30)}`, async () => {
      assert.equal(codeOf(await read({ cookie })), 'key-missing')
    })
  }

  test('that nobody made is over', async () => {
    const cookie = `docket_session=${'a'.repeat(43)}.${'a'.repeat(43)}`
    assert.equal(codeOf(await read({ cookie })), 'session-ended')
  })
})

describe('the cookie of a session', () => {
  test('is renewed after an hour; the old one counts until the new one was shown, and a moment longer', async () => {
    const { headers } = await signedIn()
    assert.equal((await read(headers)).headers['set-cookie'], undefined)
    nowMs += 60 * minuteMs
    const renewed = withNewCookie(headers, await read(headers))
    assert.notEqual(renewed.cookie, headers.cookie)
    assert.equal((await read(headers)).status, 200)
    assert.equal((await read(renewed)).status, 200)
    nowMs += minuteMs / 2
    assert.equal((await read(headers)).status, 200)
    assert.equal((await read(renewed)).status, 200)
  })

  test('that was replaced ends the session when it is used again, for whoever has the new one too', async () => {
    const { headers, user } = await signedIn()
    nowMs += 60 * minuteMs
    const renewed = withNewCookie(headers, await read(headers))
    await read(renewed)
    nowMs += minuteMs
    assert.equal(codeOf(await read(headers)), 'session-ended')
    assert.equal(codeOf(await read(renewed)), 'session-ended')
    const { details } = await db
      .selectFrom('audit_log')
      .select(['details'])
      .where('subject_id', '=', user.id)
      .where('action', '=', 'session.stolen')
      .executeTakeFirstOrThrow()
    assert.ok(details)
  })

  test('is offered again when the answer with the new one was lost', async () => {
    const { headers } = await signedIn()
    nowMs += 60 * minuteMs
    withNewCookie(headers, await read(headers))
    nowMs += 4 * minuteMs
    assert.equal((await read(headers)).headers['set-cookie'], undefined)
    nowMs += minuteMs
    const renewed = withNewCookie(headers, await read(headers))
    assert.equal((await read(renewed)).status, 200)
  })

  test('is not renewed by what may be answered hours later, when a younger one would be overwritten', async () => {
    const { headers } = await signedIn()
    nowMs += 60 * minuteMs
    for (const [method, path] of [
      ['POST', '/api/slow-body'],
      ['GET', '/api/long-answer'],
    ] as const) {
      const answer = await app.send(path, { method, headers })
      assert.equal(answer.status, 200)
      assert.equal(answer.headers['set-cookie'], undefined)
    }
    withNewCookie(headers, await read(headers))
  })

  test('is renewed once among requests that run at the same time, and all of them pass', async () => {
    const { headers } = await signedIn()
    nowMs += 60 * minuteMs
    const offers = await Promise.all(Array.from({ length: 20 }, () => read(headers)))
    assert.deepEqual(new Set(offers.map(({ status }) => status)), new Set([200]))
    const renewing = offers.filter((answer) => answer.headers['set-cookie'] !== undefined)
    assert.equal(renewing.length, 1)
    const renewed = withNewCookie(headers, renewing[0])
    const mixed = await Promise.all(
      Array.from({ length: 20 }, (_, i) => read(i % 2 === 0 ? headers : renewed)),
    )
    assert.deepEqual(new Set(mixed.map(({ status }) => status)), new Set([200]))
  })
})

describe('a change with a session', () => {
  test('needs to say which page sends it', async () => {
    const { headers } = await signedIn()
    const { cookie } = headers
    assert.equal(codeOf(await change({ cookie })), 'origin-missing')
    for (const site of ['cross-site', 'same-site', 'none', ''])
      assert.equal((await change({ cookie, 'sec-fetch-site': site })).status, 403)
    assert.equal((await change({ cookie, 'sec-fetch-site': 'same-origin' })).status, 200)
  })

  const hostile = [
    'http://evil.example',
    'https://evil.example',
    'http://127.0.0.1',
    'http://127.0.0.1:1',
    'http://localhost',
    'https://127.0.0.1',
    'http://127.0.0.1.evil.example',
    'http://evil.example@127.0.0.1',
    'null',
    '',
    'file://',
    'chrome-extension://abc',
    'http://127.0.0.1:80/',
    'http://[::1]',
    'http://0x7f.0.0.1',
  ]
  for (const origin of hostile) {
    test(`is refused from a page of ${origin || 'an empty origin'}, whatever it says of its site`, async () => {
      const { headers } = await signedIn()
      const answer = await change({ ...headers, origin, 'sec-fetch-site': 'same-origin' })
      assert.equal(codeOf(answer), 'origin-foreign')
    })
  }

  test('is refused under a host that is not ours, with an origin that fits it', async () => {
    const { headers } = await signedIn()
    const hosts = [
      'evil.example',
      `evil.example:${app.port}`,
      '127.0.0.1.nip.io',
      'localhost.',
      '0.0.0.0',
      '127.0.0.2',
    ]
    for (const host of hosts) {
      const answer = await change({ ...headers, host, origin: `http://${host}` })
      assert.equal(answer.status, 421)
    }
  })
})
