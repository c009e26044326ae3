import assert from 'node:assert/strict'
import { argon2Sync } from 'node:crypto'
import { describe, test } from 'node:test'
import { cookieOf, makeKey, makeUser, signIn } from '../../../../test/support/accounts.ts'
import { problemOf, startTestApp, withKey } from '../../../../test/support/app.ts'
import { openTestDatabase } from '../../../../test/support/database.ts'
import { addUserRoutes } from '../user-routes.ts'

const { db } = await openTestDatabase()
let nowMs = Date.now()
const clock = { now: () => new Date(nowMs) }
const features = [addUserRoutes]
const config = { trustedProxy: ['127.0.0.1'], publicUrl: 'https://docket.example' }
const app = await startTestApp({ db, clock, features })
const proxied = await startTestApp({ db, clock, features, config })
const other = await startTestApp({ db, clock, features, config })

/** The headers of a browser at `address`, as the proxy passes them on. */
function from(address: string): Record<string, string> {
  return {
    host: 'docket.example',
    origin: 'https://docket.example',
    'x-forwarded-for': address,
    'x-forwarded-proto': 'https',
  }
}

function me(cookie: string) {
  return app.send('/api/me', { headers: { cookie } })
}

describe('signing in', () => {
  test('answers who one is, with a cookie that scripts cannot read and other sites cannot send', async () => {
    const user = await makeUser(db)
    const answer = await signIn(app, user)
    assert.equal(answer.status, 201)
    const { user: own, role, via } = JSON.parse(answer.text)
    assert.deepEqual([own.id, own.email, role, via], [user.id, user.email, 'operator', 'session'])
    assert.doesNotMatch(answer.text, /argon2/)
    assert.match(
      String(answer.headers['set-cookie']),
      /^docket_session=[\w-]{43}\.[\w-]{43}; Path=\/; Max-Age=2592000; HttpOnly; SameSite=Strict$/,
    )
    assert.equal(JSON.parse((await me(cookieOf(answer))).text).user.id, user.id)
  })

  test('takes the address in any letter case, and spaces around it', async () => {
    const user = await makeUser(db)
    for (const email of [user.email.toUpperCase(), ` ${user.email}\n`])
      assert.equal((await signIn(app, { ...user, email })).status, 201)
  })

  test('over HTTPS sets a cookie that goes over HTTPS only, to this host only', async () => {
    const answer = await signIn(proxied, await makeUser(db), from('198.51.100.1'))
    assert.match(
      String(answer.headers['set-cookie']),
      /^__Host-docket=\S+; Path=\/; Max-Age=2592000; HttpOnly; SameSite=Strict; Secure$/,
    )
    const headers = { ...from('198.51.100.1'), cookie: cookieOf(answer) }
    assert.equal((await proxied.send('/api/me', { headers })).status, 200)
    const plain = { ...headers, 'x-forwarded-proto': 'http' }
    assert.equal((await proxied.send('/api/me', { headers: plain })).status, 401)
  })

  test('is refused where the cookie would cross a network in the clear', async () => {
    const headers = { ...from('198.51.100.1'), 'x-forwarded-proto': 'http' }
    const answer = await signIn(proxied, await makeUser(db), headers)
    assert.equal(problemOf(answer)['code'], 'https-needed')
  })

  test('is refused in the same words for a wrong address and a wrong password', async () => {
    const user = await makeUser(db)
    const answers = [
      await signIn(app, { ...user, password: 'not the right one' }),
      await signIn(app, { ...user, email: 'nobody@example.com' }),
      await signIn(app, { ...user, email: '' }),
    ]
    for (const answer of answers) {
      assert.equal(answer.status, 401)
      assert.equal(problemOf(answer)['code'], 'sign-in-failed')
      assert.equal(answer.headers['set-cookie'], undefined)
    }
    assert.equal(new Set(answers.map((answer) => problemOf(answer)['detail'])).size, 1)
  })

  test('is refused to who is deactivated, and to who has no password yet', async () => {
    const gone = await makeUser(db)
    await db.updateTable('users').set({ deactivated_at: new Date() }).where('id', '=', gone.id).execute()
    const invited = await makeUser(db)
    await db.updateTable('users').set({ password_hash: null }).where('id', '=', invited.id).execute()
    for (const user of [gone, invited]) assert.equal((await signIn(app, user)).status, 401)
  })

  test('hashes the password anew when passwords have come to cost more', async () => {
    const user = await makeUser(db)
    const cheap = '$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$'
    const tag = argon2Sync('argon2id', {
      message: user.password,
      nonce: Buffer.from('somesaltsomesalt'),
      memory: 64,
      passes: 1,
      parallelism: 1,
      tagLength: 32,
    })
    const password_hash = cheap + tag.toString('base64').replaceAll('=', '')
    await db.updateTable('users').set({ password_hash }).where('id', '=', user.id).execute()
    for (const _ of [1, 2]) assert.equal((await signIn(app, user)).status, 201)
    const stored = await db
      .selectFrom('users')
      .select('password_hash')
      .where('id', '=', user.id)
      .executeTakeFirst()
    assert.match(String(stored?.password_hash), /m=19456,t=2,p=1/)
  })

  test('works with a cookie or a key beside it that is no longer good', async () => {
    const headers = {
      cookie: `docket_session=${'a'.repeat(43)}.${'a'.repeat(43)}`,
      authorization: 'Bearer x',
    }
    assert.equal((await signIn(app, await makeUser(db), headers)).status, 201)
  })

  test('is refused from a foreign page', async () => {
    const answer = await signIn(app, await makeUser(db), { origin: 'http://evil.example' })
    assert.equal(problemOf(answer)['code'], 'origin-foreign')
  })

  const hostile: readonly (readonly [number, unknown])[] = [
    [422, null],
    [422, []],
    [422, {}],
    [422, { email: 'a@b.example' }],
    [422, { email: ['a@b.example'], password: 'x' }],
    [422, { email: 'a@b.example', password: null }],
    [422, { email: 'a@b.example', password: 'x', role: 'admin' }],
    [422, { email: 'a\0@b.example', password: 'x' }],
    [422, { email: '\ud800@b.example', password: '\udfff' }],
    [401, { email: 'a'.repeat(500_000), password: 'x'.repeat(500_000) }],
    [401, { email: "' or true --", password: "' or true --" }],
  ]
  for (const [status, body] of hostile) {
    const text = JSON.stringify(body)
    test(`answers ${status} to ${text.slice(0, 60)}`, async () => {
      const headers = { 'content-type': 'application/json', ...from('198.51.100.2') }
      assert.equal(
        (await proxied.send('/api/sessions', { method: 'POST', headers, body: text })).status,
        status,
      )
    })
  }
})

describe('guessing', () => {
  test('of one account is slowed over all servers, more with each wrong password', async () => {
    const user = await makeUser(db)
    const wrong = { ...user, password: 'not the right one' }
    for (let i = 0; i < 6; i += 1) {
      const answer = await signIn(i % 2 ? proxied : other, wrong, from(`203.0.113.${i}`))
      assert.equal(answer.status, 401)
    }
    const blocked = await signIn(other, user, from('203.0.113.200'))
    assert.equal(blocked.status, 429)
    assert.equal(blocked.headers['retry-after'], '1')
    nowMs += 1_000
    assert.equal((await signIn(proxied, wrong, from('203.0.113.201'))).status, 401)
    assert.equal((await signIn(other, user, from('203.0.113.202'))).headers['retry-after'], '2')
    nowMs += 2_000
    assert.equal((await signIn(other, user, from('203.0.113.203'))).status, 201)
    assert.equal((await signIn(other, wrong, from('203.0.113.204'))).status, 401)
  })

  test('of accounts that do not exist is slowed the same way', async () => {
    const nobody = { email: 'not.there@example.com', password: 'not the right one' }
    for (let i = 0; i < 6; i += 1)
      assert.equal((await signIn(proxied, nobody, from(`192.0.2.${i}`))).status, 401)
    assert.equal((await signIn(proxied, nobody, from('192.0.2.99'))).status, 429)
  })

  test('from one address is slowed, and hinders neither other addresses nor keys', async () => {
    const address = '198.51.100.77'
    for (let i = 0; i < 21; i += 1) {
      const nobody = { email: `nobody${i}@example.com`, password: 'not the right one' }
      assert.equal((await signIn(proxied, nobody, from(address))).status, 401)
    }
    const user = await makeUser(db)
    assert.equal((await signIn(other, user, from(address))).status, 429)
    assert.equal((await signIn(other, user, from('198.51.100.78'))).status, 201)
    const key = await makeKey(db, user, { now: clock.now() })
    assert.equal((await other.send('/api/me', { headers: { ...from(address), ...key.headers } })).status, 200)
  })

  test('with many attempts at the same moment gets no further than one after the other', async () => {
    const wrong = { ...(await makeUser(db)), password: 'not the right one' }
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, i) => signIn(i % 2 ? proxied : other, wrong, from(`2001:db8:${i}::1`))),
    )
    assert.equal(answers.filter(({ status }) => status === 401).length, 6)
    assert.equal(answers.filter(({ status }) => status === 429).length, 24)
  })

  test('is forgotten after an hour', async () => {
    const user = await makeUser(db)
    for (let i = 0; i < 6; i += 1)
      await signIn(proxied, { ...user, password: 'not the right one' }, from(`192.0.2.1${i}`))
    nowMs += 60 * 60_000
    const wrong = { ...user, password: 'not the right one' }
    for (const _ of [1, 2]) assert.equal((await signIn(proxied, wrong, from('192.0.2.120'))).status, 401)
  })

  test('keeps no e-mail address', async () => {
    const rows = await db.selectFrom('sign_in_attempts').select('subject').execute()
    assert.ok(rows.length > 0)
    for (const { subject } of rows) assert.match(subject, /^(account:[0-9a-f]{64}|address:[0-9a-f.:/]+)$/)
  })
})

describe('sessions', () => {
  test('are listed to their owner alone, and ended one by one', async () => {
    const user = await makeUser(db, { role: 'viewer' })
    const [first, second] = [cookieOf(await signIn(app, user)), cookieOf(await signIn(app, user))]
    await signIn(app, await makeUser(db))
    const list = JSON.parse((await app.send('/api/sessions', { headers: { cookie: first } })).text)
    assert.equal(list.items.length, 2)
    assert.deepEqual(list.items.map(({ current }: { current: boolean }) => current).sort(), [false, true])
    const origin = `http://127.0.0.1:${app.port}`
    const { id } = list.items.find(({ current }: { current: boolean }) => !current)
    const end = () =>
      app.send(`/api/sessions/${id}`, { method: 'DELETE', headers: { cookie: first, origin } })
    assert.equal((await end()).status, 204)
    assert.equal((await end()).status, 404)
    assert.equal((await me(second)).status, 401)
    assert.equal((await me(first)).status, 200)
  })

  test('of others cannot be ended, nor seen with a key', async () => {
    const user = await makeUser(db)
    const theirs = cookieOf(await signIn(app, user))
    const { items } = JSON.parse((await app.send('/api/sessions', { headers: { cookie: theirs } })).text)
    const cookie = cookieOf(await signIn(app, await makeUser(db, { role: 'admin' })))
    for (const headers of [{ cookie, origin: `http://127.0.0.1:${app.port}` }, withKey])
      assert.equal(
        (await app.send(`/api/sessions/${items[0].id}`, { method: 'DELETE', headers })).status,
        404,
      )
    const { headers } = await makeKey(db, user)
    assert.deepEqual(JSON.parse((await app.send('/api/sessions', { headers })).text).items, [])
  })

  test('end with a sign-out, which takes the cookie away', async () => {
    const cookie = cookieOf(await signIn(app, await makeUser(db)))
    const headers = { cookie, origin: `http://127.0.0.1:${app.port}` }
    const answer = await app.send('/api/sessions/current', { method: 'DELETE', headers })
    assert.equal(answer.status, 204)
    assert.match(String(answer.headers['set-cookie']), /^docket_session=; Path=\/; Max-Age=0;/)
    assert.equal((await me(cookie)).status, 401)
    assert.equal(
      (await app.send('/api/sessions/current', { method: 'DELETE', headers: withKey })).status,
      404,
    )
  })

  test('remember the browser as it names itself, however long or odd its name is', async () => {
    const user = await makeUser(db)
    const cookie = cookieOf(await signIn(app, user, { 'user-agent': `Odd/1 ${'x'.repeat(5_000)}` }))
    const { items } = JSON.parse((await app.send('/api/sessions', { headers: { cookie } })).text)
    assert.equal(items[0].userAgent.length, 255)
    assert.equal(items[0].address, '127.0.0.1')
  })
})

test('who comes with DOCKET_ADMIN_API_KEY is an admin and no user', async () => {
  const answer = await app.send('/api/me', { headers: withKey })
  assert.deepEqual(JSON.parse(answer.text), { user: null, role: 'admin', via: 'admin-key' })
})

test('a password and what it is stored as are in no log', async () => {
  const lines = JSON.stringify([...app.logged, ...proxied.logged, ...other.logged])
  assert.doesNotMatch(lines, /teal otter|not the right one|argon2|docket_session|__Host/)
})
