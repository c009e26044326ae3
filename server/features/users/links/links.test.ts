import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { sql } from 'kysely'
import { cookieOf, makeKey, makeSession, makeUser, signIn } from '../../../../test/support/accounts.ts'
import { type Answer, faultsOf, problemOf, startTestApp, withKey } from '../../../../test/support/app.ts'
import { openTestDatabase } from '../../../../test/support/database.ts'
import { type Config, readConfig } from '../../../platform/config.ts'
import { addUserRoutes } from '../user-routes.ts'
import { issueSetupLink } from './issue-setup-link.ts'

const { db } = await openTestDatabase()
const dayMs = 24 * 60 * 60_000
let nowMs = Date.now()
const clock = { now: () => new Date(nowMs) }
const app = await startTestApp({ db, clock, features: [addUserRoutes] })
const password = 'seven doors of teal'
let made = 0

function post(path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
  return body === undefined
    ? app.send(path, { method: 'POST', headers })
    : app.send(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      })
}

function tokenOf(url: string): string {
  return url.split('#')[1] ?? ''
}

async function invite() {
  made += 1
  const person = { name: 'Ada', email: `ada${made}@example.com` }
  const { id, invitation } = JSON.parse((await post('/api/users', person, withKey)).text)
  return { id, ...person, token: tokenOf(invitation.url) }
}

/** Waits until a statement of this database waits for a row that another transaction has locked. */
async function untilSomebodyWaits(): Promise<void> {
  const deadline = performance.now() + 5_000
  for (let found = 0; found === 0; ) {
    const { rows } = await sql`
      select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
    `.execute(db)
    found = rows.length
    assert.ok(performance.now() < deadline, 'nobody waited within 5 s')
  }
}

async function resetToken(id: string): Promise<string> {
  return tokenOf(JSON.parse((await post(`/api/users/${id}/reset`, undefined, withKey)).text).url)
}

function setupLink(config: Partial<Config> = {}): Promise<string | undefined> {
  const settings = { ...readConfig({}), ...config }
  // Only these are used of a context.
  return issueSetupLink(
    { db, clock, config: settings } as Parameters<typeof issueSetupLink>[0],
    'http://127.0.0.1:8000',
  )
}

describe('the setup link', () => {
  test('is of the address where people come', async () => {
    assert.match((await setupLink()) ?? '', /^http:\/\/127\.0\.0\.1:8000\/link#[\w-]{43}$/)
    const published = await setupLink({ publicUrl: 'https://docket.example' })
    assert.match(published ?? '', /^https:\/\/docket\.example\/link#[\w-]{43}$/)
  })

  test('is worth nothing when a newer one was printed, and after a day', async () => {
    const older = tokenOf((await setupLink()) ?? '')
    const newer = tokenOf((await setupLink()) ?? '')
    assert.equal((await post('/api/links/look', { token: older })).status, 410)
    const look = await post('/api/links/look', { token: newer })
    assert.deepEqual(
      { ...JSON.parse(look.text), expiresAt: '' },
      { purpose: 'setup', email: null, name: null, expiresAt: '' },
    )
    nowMs += dayMs
    assert.equal((await post('/api/links/look', { token: newer })).status, 410)
  })

  test('asks for a name, an address and a password, all at once, and is not used up by faults', async () => {
    const token = tokenOf((await setupLink()) ?? '')
    const answer = await post('/api/links/use', { token, password: 'short' })
    assert.deepEqual(faultsOf(answer), ['/name value-missing', '/email value-missing', '/password too-short'])
    assert.equal((await post('/api/links/look', { token })).status, 200)
    const operator = await makeUser(db)
    const taken = { token, password, name: 'Root', email: operator.email.toUpperCase() }
    assert.equal(problemOf(await post('/api/links/use', taken))['code'], 'email-taken')
    assert.equal((await post('/api/links/look', { token })).status, 200)
  })

  test('makes one admin when two use it at the same moment; then there is no other', async () => {
    const token = tokenOf((await setupLink()) ?? '')
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, i) =>
        post('/api/links/use', { token, password, name: `Admin ${i}`, email: `admin${i}@example.com` }),
      ),
    )
    assert.deepEqual(answers.map(({ status }) => status).sort(), [
      201,
      ...Array.from({ length: 7 }, () => 410),
    ])
    const [winner] = answers.filter(({ status }) => status === 201)
    assert.ok(winner)
    const { user, role, via } = JSON.parse(winner.text)
    assert.deepEqual([user.role, user.hasPassword, role, via], ['admin', true, 'admin', 'session'])
    const headers = { cookie: cookieOf(winner) }
    assert.equal((await app.send('/api/users', { headers })).status, 200)
    const { items } = JSON.parse((await app.send(`/api/audit?subject=${user.id}`, { headers })).text)
    const actions = items.map(({ action }: { action: string }) => action)
    assert.deepEqual(actions, ['user.set-password', 'user.create', 'session.start'])
    assert.equal(await setupLink(), undefined)
  })

  test('is worth nothing when an admin was made in another way meanwhile', async () => {
    await db.updateTable('users').set({ role: 'operator' }).execute()
    const token = tokenOf((await setupLink()) ?? '')
    await makeUser(db, { role: 'admin' })
    const use = { token, password, name: 'Eve', email: 'eve@example.com' }
    assert.equal((await post('/api/links/use', use)).status, 410)
  })
})

describe('an invitation', () => {
  test('says whose it is, sets the password once, and signs in', async () => {
    const { token, id, email, name } = await invite()
    const look = JSON.parse((await post('/api/links/look', { token })).text)
    assert.deepEqual([look.purpose, look.email, look.name], ['invitation', email, name])
    const used = await post('/api/links/use', { token, password })
    assert.equal(used.status, 201)
    assert.equal(JSON.parse(used.text).user.id, id)
    assert.equal((await app.send('/api/me', { headers: { cookie: cookieOf(used) } })).status, 200)
    assert.equal((await signIn(app, { email, password })).status, 201)
    for (const path of ['/api/links/use', '/api/links/look']) {
      const again = await post(path, path.endsWith('use') ? { token, password } : { token })
      assert.equal(problemOf(again)['code'], 'link-used')
    }
  })

  test('used twice at the same moment counts once', async () => {
    const { token } = await invite()
    const answers = await Promise.all([1, 2, 3, 4].map(() => post('/api/links/use', { token, password })))
    assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 410, 410, 410])
  })

  test('is void when a newer one was made, and after a week', async () => {
    const { token, id } = await invite()
    const { url } = JSON.parse((await post(`/api/users/${id}/invitation`, undefined, withKey)).text)
    assert.equal((await post('/api/links/use', { token, password })).status, 410)
    nowMs += 7 * dayMs
    assert.equal((await post('/api/links/use', { token: tokenOf(url), password })).status, 410)
  })

  test('takes neither a name nor another address, nor a password that says who they are', async () => {
    const { token, email } = await invite()
    const faulty = { token, password: `ada ${email}`, name: 'Eve', email: 'eve@example.com' }
    const answer = await post('/api/links/use', faulty)
    assert.deepEqual(faultsOf(answer), [
      '/name value-unknown',
      '/email value-unknown',
      '/password password-weak',
    ])
    assert.equal((await post('/api/links/use', { token, password })).status, 201)
  })

  test('is for who has no password, a reset link for who has one', async () => {
    const { id, token } = await invite()
    assert.equal(
      problemOf(await post(`/api/users/${id}/reset`, undefined, withKey))['code'],
      'user-state-conflict',
    )
    await post('/api/links/use', { token, password })
    const again = await post(`/api/users/${id}/invitation`, undefined, withKey)
    assert.equal(problemOf(again)['code'], 'user-state-conflict')
  })
})

describe('a reset link', () => {
  test('changes the password and ends the sessions of before, but no key', async () => {
    const user = await makeUser(db)
    const session = await makeSession(db, user, app.port, { now: clock.now() })
    const key = await makeKey(db, user, { now: clock.now() })
    const token = await resetToken(user.id)
    assert.equal((await app.send('/api/me', { headers: session.headers })).status, 200)
    const used = await post('/api/links/use', { token, password: 'another door of red' })
    assert.equal(used.status, 201)
    assert.equal((await app.send('/api/me', { headers: session.headers })).status, 401)
    assert.equal((await app.send('/api/me', { headers: { cookie: cookieOf(used) } })).status, 200)
    assert.equal((await app.send('/api/me', { headers: key.headers })).status, 200)
    assert.equal((await signIn(app, user)).status, 401)
    assert.equal((await signIn(app, { ...user, password: 'another door of red' })).status, 201)
  })

  test('used while an admin takes it back is told to be void, and hinders nobody', async () => {
    const { id } = await makeUser(db)
    const token = await resetToken(id)
    let use: Promise<Answer> | undefined
    await db.transaction().execute(async (tx) => {
      await tx.selectFrom('users').select('id').where('id', '=', id).forUpdate().execute()
      use = post('/api/links/use', { token, password })
      await untilSomebodyWaits()
      await tx.deleteFrom('one_time_links').where('user_id', '=', id).execute()
    })
    assert.equal((await use)?.status, 410)
  })

  test('expires after a day', async () => {
    const token = await resetToken((await makeUser(db)).id)
    nowMs += dayMs
    assert.equal((await post('/api/links/use', { token, password })).status, 410)
  })
})

describe('a link that never was', () => {
  for (const token of ['', 'x', 'a'.repeat(43), '🔑', 'x'.repeat(500_000), "' or true --"]) {
    test(`is told like one that was used: ${JSON.stringify(token).slice(0, 30)}`, async () => {
      assert.equal((await post('/api/links/look', { token })).status, 410)
      assert.equal((await post('/api/links/use', { token, password })).status, 410)
    })
  }

  for (const body of [null, [], {}, { token: ['x'] }, { token: null }, { token: 'x', purpose: 'setup' }])
    test(`is 422 as ${JSON.stringify(body)}`, async () =>
      assert.equal((await post('/api/links/look', body)).status, 422))

  test('is refused from a foreign page', async () => {
    const { token } = await invite()
    const answer = await post('/api/links/use', { token, password }, { origin: 'http://evil.example' })
    assert.equal(answer.status, 403)
  })
})

test('no token is stored or logged as it is', async () => {
  const { token } = await invite()
  await post('/api/links/look', { token })
  const rows = await db.selectFrom('one_time_links').selectAll().execute()
  assert.ok(rows.length > 0)
  assert.ok(!JSON.stringify([rows, app.logged]).includes(token))
})
