import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { makeKey, makeSession, makeUser } from '../../../../test/support/accounts.ts'
import { type Answer, faultsOf, problemOf, startTestApp, withKey } from '../../../../test/support/app.ts'
import { openTestDatabase } from '../../../../test/support/database.ts'
import { addUserRoutes } from '../user-routes.ts'

const { db } = await openTestDatabase()
const app = await startTestApp({ db, features: [addUserRoutes] })
const soon = new Date(Date.now() + 60_000).toISOString()

function create(body: unknown, headers: Record<string, string> = withKey): Promise<Answer> {
  return app.send('/api/keys', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
}

function me(key: string): Promise<Answer> {
  return app.send('/api/me', { headers: { authorization: `Bearer ${key}` } })
}

describe('making a key', () => {
  test('shows it once; it acts as its user, with that user’s role unless said', async () => {
    const user = await makeUser(db)
    const answer = await create({ name: ' nightly import ', userId: user.id, expiresAt: soon })
    assert.equal(answer.status, 201)
    const { key, ...stored } = JSON.parse(answer.text)
    assert.match(key, /^docket_[\w-]{43}$/)
    assert.equal(stored.prefix, key.slice(0, 13))
    assert.deepEqual([stored.name, stored.role, stored.expiresAt], ['nightly import', 'operator', soon])
    const who = JSON.parse((await me(key)).text)
    assert.deepEqual([who.user.id, who.role, who.via], [user.id, 'operator', 'key'])
    const list = await app.send(`/api/keys?user_id=${user.id}`, { headers: withKey })
    assert.ok(!list.text.includes(key))
    const [listed] = JSON.parse(list.text).items
    assert.ok(listed.lastUsedAt !== null && listed.revokedAt === null)
    assert.ok(!JSON.stringify(await db.selectFrom('api_keys').selectAll().execute()).includes(key))
  })

  test('is for the admin who asks unless another is said, with a lesser role when asked', async () => {
    const admin = await makeUser(db, { role: 'admin' })
    const { headers } = await makeSession(db, admin, app.port)
    const { key, userId } = JSON.parse((await create({ name: 'mine', role: 'viewer' }, headers)).text)
    assert.equal(userId, admin.id)
    assert.equal(JSON.parse((await me(key)).text).role, 'viewer')
  })

  test('is refused with everything that is wrong', async () => {
    const viewer = await makeUser(db, { role: 'viewer' })
    const cases: readonly (readonly [unknown, readonly string[]])[] = [
      [{ name: 'x' }, ['/userId value-missing']],
      [
        { name: ' ', expiresAt: '2020-01-01T00:00:00Z' },
        ['/name too-short', '/expiresAt value-invalid', '/userId value-missing'],
      ],
      [{ name: 'x', userId: viewer.id, expiresAt: '9999-12-31T23:59:60Z' }, ['/expiresAt value-invalid']],
      [{ name: 'x', userId: viewer.id, expiresAt: 'tomorrow' }, ['/expiresAt format-wrong']],
      [{ name: 'x', userId: viewer.id, expiresAt: '2999-02-30T00:00:00Z' }, ['/expiresAt format-wrong']],
      [{ name: 'x', userId: 'nobody' }, ['/userId user-unknown']],
      [{ name: 'x', userId: '\0' }, ['/userId character-unstorable']],
      [{ name: 'x', userId: '\ud800' }, ['/userId character-unstorable']],
      [{ name: 'x', userId: viewer.id, role: 'operator' }, ['/role value-invalid']],
      [{ name: 'x', userId: [viewer.id] }, ['/userId type-wrong']],
      [{ name: 'x\u007f', userId: viewer.id }, ['/name value-invalid']],
    ]
    for (const [body, faults] of cases) {
      const answer = await create(body)
      assert.equal(answer.status, 422, JSON.stringify(body))
      assert.deepEqual(faultsOf(answer), faults)
    }
  })

  test('is refused for a user who is deactivated', async () => {
    const user = await makeUser(db)
    await db.updateTable('users').set({ deactivated_at: new Date() }).where('id', '=', user.id).execute()
    assert.equal(problemOf(await create({ name: 'x', userId: user.id }))['code'], 'user-state-conflict')
  })
})

describe('revoking a key', () => {
  test('ends it at once and for good; once more changes nothing', async () => {
    const { id, headers } = await makeKey(db, await makeUser(db))
    const revoke = () => app.send(`/api/keys/${id}`, { method: 'DELETE', headers: withKey })
    assert.equal((await app.send('/api/me', { headers })).status, 200)
    assert.equal((await revoke()).status, 204)
    assert.equal(problemOf(await app.send('/api/me', { headers }))['code'], 'key-wrong')
    assert.equal((await revoke()).status, 204)
    const entries = await db.selectFrom('audit_log').select('action').where('subject_id', '=', id).execute()
    assert.deepEqual(entries, [{ action: 'key.revoke' }])
  })

  test('that is not there is 404', async () => {
    const answer = await app.send('/api/keys/nothing', { method: 'DELETE', headers: withKey })
    assert.equal(answer.status, 404)
  })
})

test('keys are listed in pages, each once', async () => {
  const user = await makeUser(db)
  const made = new Set<string>()
  for (let i = 0; i < 5; i += 1) made.add((await makeKey(db, user)).id)
  const seen: string[] = []
  let cursor = ''
  do {
    const path = `/api/keys?user_id=${user.id}&limit=2${cursor && `&cursor=${cursor}`}`
    const page = JSON.parse((await app.send(path, { headers: withKey })).text)
    seen.push(...page.items.map(({ id }: { id: string }) => id))
    cursor = page.nextCursor ?? ''
  } while (cursor !== '')
  assert.equal(seen.length, 5)
  assert.deepEqual(new Set(seen), made)
})
