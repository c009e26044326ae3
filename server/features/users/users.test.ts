import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { sql } from 'kysely'
import { makeKey, makeSession, makeUser, signIn } from '../../../test/support/accounts.ts'
import { type Answer, faultsOf, problemOf } from '../../../test/support/app.ts'
import { openTestDatabase } from '../../../test/support/database.ts'
import { startUsersApp } from '../../../test/support/users-app.ts'
import type { Transaction } from '../../platform/database/database.ts'
import { openConnection } from '../../platform/database/open-connection.ts'

const { db, url } = await openTestDatabase()
const { app, get, newPerson, patch, post } = await startUsersApp(db)

describe('users', () => {
  test('are there for admins alone: to everybody else they are 404', async () => {
    const operator = await makeUser(db)
    for (const role of ['operator', 'viewer'] as const) {
      const { headers } = await makeKey(db, await makeUser(db, { role }))
      for (const path of ['/api/users', `/api/users/${operator.id}`, '/api/keys', '/api/audit'])
        assert.equal((await get(path, headers)).status, 404)
      for (const path of ['/api/users', '/api/keys', `/api/users/${operator.id}/reset`])
        assert.equal((await post(path, {}, headers)).status, 404)
    }
    const { headers } = await makeKey(db, await makeUser(db, { role: 'admin' }))
    assert.equal((await get('/api/users', headers)).status, 200)
  })

  test('that nobody knows are 404, whatever the id looks like', async () => {
    for (const id of ['nobody', '1', '%F0%9F%94%91', 'x'.repeat(5_000), "'--"]) {
      assert.equal((await get(`/api/users/${id}`)).status, 404)
      assert.equal((await patch(id, { name: 'Eve' })).status, 404)
      assert.equal((await post(`/api/users/${id}/invitation`)).status, 404)
    }
  })

  test('are listed in pages, each once, in the order in which they came', async () => {
    const ids: string[] = []
    let cursor = ''
    do {
      const page = JSON.parse((await get(`/api/users?limit=7${cursor && `&cursor=${cursor}`}`)).text)
      ids.push(...page.items.map(({ id }: { id: string }) => id))
      cursor = page.nextCursor ?? ''
      assert.ok(page.total >= ids.length)
    } while (cursor !== '')
    const rows = await db.selectFrom('users').select('id').orderBy('created_at').orderBy('id').execute()
    assert.deepEqual(
      ids,
      rows.map(({ id }) => id),
    )
  })

  test('are listed with no cursor that was made up', async () => {
    assert.deepEqual(faultsOf(await get('/api/users?cursor=abc')), ['/cursor cursor-invalid'])
    assert.equal((await get('/api/users?role=admin')).status, 422)
  })
})

describe('changing a user', () => {
  test('changes what is named and nothing else', async () => {
    const { id, email } = await makeUser(db)
    const user = JSON.parse((await patch(id, { name: ' Grace ' })).text)
    assert.deepEqual([user.name, user.email, user.role, user.active], ['Grace', email, 'operator', true])
    const changed = JSON.parse((await patch(id, { role: 'viewer', email: `x${email}` })).text)
    assert.deepEqual([changed.name, changed.email, changed.role], ['Grace', `x${email}`, 'viewer'])
  })

  test('is refused for bad values, an empty change, and an address that is taken', async () => {
    const [user, other] = [await makeUser(db), await makeUser(db)]
    assert.deepEqual(faultsOf(await patch(user.id, {})), [' too-few'])
    assert.deepEqual(faultsOf(await patch(user.id, { name: ' ', email: '@' })), [
      '/name too-short',
      '/email email-invalid',
    ])
    assert.deepEqual(faultsOf(await patch(user.id, { active: 'false' })), ['/active type-wrong'])
    assert.equal((await patch(user.id, { email: other.email.toUpperCase() })).status, 409)
    assert.equal((await patch(user.id, { email: user.email.toUpperCase() })).status, 200)
  })

  test('voids links that were sent to the address of before', async () => {
    const { id, invitation } = JSON.parse((await post('/api/users', newPerson())).text)
    const token = invitation.url.split('#')[1]
    assert.equal((await post('/api/links/look', { token }, {})).status, 200)
    await patch(id, { email: newPerson().email })
    assert.equal((await post('/api/links/look', { token }, {})).status, 410)
  })

  test('of role counts for sessions and keys at once', async () => {
    const user = await makeUser(db, { role: 'admin' })
    await makeUser(db, { role: 'admin' })
    const session = await makeSession(db, user, app.port)
    const key = await makeKey(db, user)
    for (const { headers } of [session, key]) assert.equal((await get('/api/users', headers)).status, 200)
    await patch(user.id, { role: 'viewer' })
    for (const { headers } of [session, key]) assert.equal((await get('/api/users', headers)).status, 404)
  })
})

test('changes of two users wait for each other in one order, whoever of them is an admin by now', async () => {
  await db.updateTable('users').set({ role: 'operator' }).execute()
  const users = [await makeUser(db), await makeUser(db)]
  const [low = '', high = ''] = users.map(({ id }) => id).sort()
  await db.updateTable('users').set({ role: 'admin' }).where('id', '=', high).execute()
  const lock = (tx: Transaction, id: string) =>
    tx.selectFrom('users').select('id').where('id', '=', id).forUpdate().execute()
  let renamed: Promise<Answer> | undefined
  let both: Promise<unknown> | undefined
  await db.transaction().execute(async (tx) => {
    await lock(tx, high)
    renamed = patch(low, { name: 'Low' })
    await until(async () => (await countWaiting()) === 1)
    both = db.transaction().execute(async (other) => {
      await lock(other, low)
      await lock(other, high)
    })
    both.catch(() => undefined)
    // For the admin, or for the one who waits for the admin.
    await until(async () => (await countWaiting()) === 2)
  })
  assert.equal((await renamed)?.status, 200)
  await both
})

async function countWaiting(): Promise<number> {
  const { rows } = await sql`
    select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
  `.execute(db)
  return rows.length
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 5_000
  while (!(await condition())) assert.ok(performance.now() < deadline, 'it did not happen within 5 s')
}

describe('deactivating a user', () => {
  test('ends sessions, keys and links at once, and tells all processes to close sockets', async () => {
    const user = await makeUser(db)
    const session = await makeSession(db, user, app.port)
    const key = await makeKey(db, user)
    const { url: link } = JSON.parse((await post(`/api/users/${user.id}/reset`)).text)
    const heard: string[] = []
    const listener = await openConnection(url, () => undefined)
    listener.client.on('notification', ({ channel, payload }) => heard.push(`${channel} ${payload}`))
    await listener.client.query('listen docket_access')

    const answer = await patch(user.id, { active: false })
    assert.equal(JSON.parse(answer.text).active, false)
    assert.equal((await get('/api/me', session.headers)).status, 401)
    assert.equal(problemOf(await get('/api/me', key.headers))['code'], 'key-wrong')
    assert.equal((await signIn(app, user)).status, 401)
    assert.equal((await post('/api/links/look', { token: link.split('#')[1] }, {})).status, 410)
    assert.equal(problemOf(await post(`/api/users/${user.id}/reset`))['code'], 'user-state-conflict')
    // The connection hands over what was sent to it before it answers.
    await listener.client.query('select 1')
    await listener.close()
    assert.deepEqual(heard, [`docket_access {"userId":"${user.id}"}`])
  })

  test('can be undone: they sign in again, but keys and sessions stay ended', async () => {
    const user = await makeUser(db)
    const key = await makeKey(db, user)
    const session = await makeSession(db, user, app.port)
    await patch(user.id, { active: false })
    await patch(user.id, { active: false })
    assert.equal(JSON.parse((await patch(user.id, { active: true })).text).active, true)
    assert.equal((await signIn(app, user)).status, 201)
    for (const { headers } of [key, session]) assert.equal((await get('/api/me', headers)).status, 401)
  })
})

describe('the last admin who can sign in', () => {
  async function onlyAdmins(count: number) {
    await db.updateTable('users').set({ role: 'operator' }).where('role', '=', 'admin').execute()
    return Promise.all(Array.from({ length: count }, () => makeUser(db, { role: 'admin' })))
  }

  test('can neither be demoted nor deactivated, but renamed', async () => {
    const [admin] = await onlyAdmins(1)
    await post('/api/users', { ...newPerson(), role: 'admin' })
    for (const change of [{ role: 'viewer' }, { active: false }, { role: 'operator', active: false }]) {
      const answer = await patch(admin?.id ?? '', change)
      assert.equal(problemOf(answer)['code'], 'last-admin')
    }
    assert.equal((await patch(admin?.id ?? '', { name: 'Root', role: 'admin', active: true })).status, 200)
  })

  test('is left when several admins demote each other at the same moment', async () => {
    const admins = await onlyAdmins(4)
    const answers = await Promise.all(
      admins.map(({ id }, i) => patch(id, i % 2 ? { role: 'viewer' } : { active: false })),
    )
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 200, 200, 409])
  })
})
