import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { makeSession, makeUser } from '../../../../test/support/accounts.ts'
import { faultsOf } from '../../../../test/support/app.ts'
import { openTestDatabase } from '../../../../test/support/database.ts'
import { startUsersApp } from '../../../../test/support/users-app.ts'

const { db } = await openTestDatabase()
const { app, get, newPerson, patch, post } = await startUsersApp(db)

describe('the audit log', () => {
  test('says who changed what, and can be read by thing and by who', async () => {
    const admin = await makeUser(db, { role: 'admin' })
    const { headers } = await makeSession(db, admin, app.port)
    const { id } = JSON.parse((await post('/api/users', newPerson(), headers)).text)
    await patch(id, { role: 'viewer' })
    const ofUser = JSON.parse((await get(`/api/audit?subject=${id}`)).text).items
    assert.deepEqual(
      ofUser.map((entry: Record<string, unknown>) => [entry['action'], entry['details']]),
      [
        ['user.change', { role: { from: 'operator', to: 'viewer' } }],
        ['user.create', { role: 'operator' }],
      ],
    )
    assert.deepEqual(ofUser[0].actor, { kind: 'admin-key', id: null, name: 'DOCKET_ADMIN_API_KEY' })
    assert.deepEqual(ofUser[1].actor, { kind: 'user', id: admin.id, name: admin.name })
    const byAdmin = JSON.parse((await get(`/api/audit?actor=${admin.id}`)).text).items
    assert.deepEqual(
      byAdmin.map(({ subjectId }: { subjectId: string }) => subjectId),
      [id],
    )
  })

  test('is paged newest first, with cursors for one filter only', async () => {
    await post('/api/users', newPerson())
    const seen: string[] = []
    let cursor = ''
    do {
      const page = JSON.parse((await get(`/api/audit?limit=2${cursor && `&cursor=${cursor}`}`)).text)
      seen.push(...page.items.map(({ id }: { id: string }) => id))
      cursor = page.nextCursor ?? cursor
      if (page.nextCursor === null) break
      assert.deepEqual(faultsOf(await get(`/api/audit?actor=x&cursor=${cursor}`)), ['/cursor cursor-invalid'])
    } while (cursor !== '')
    assert.deepEqual(
      seen,
      seen.toSorted((a, b) => Number(b) - Number(a)),
    )
    const { count } = await db
      .selectFrom('audit_log')
      .select((eb) => eb.fn.countAll().as('count'))
      .executeTakeFirstOrThrow()
    assert.equal(seen.length, Number(count))
  })

  test('as CSV is all of it, or all that match', async () => {
    const { id } = JSON.parse((await post('/api/users', newPerson())).text)
    const { text } = await get('/api/audit.csv')
    assert.match(text, /^id,at,actor_kind,actor_id,actor_name,action,subject_id,details\n/)
    const { items } = JSON.parse((await get('/api/audit?limit=200')).text)
    assert.equal(text.trimEnd().split('\n').length, items.length + 1)
    const [, line, ...others] = (await get(`/api/audit.csv?subject=${id}`)).text.split('\n')
    assert.match(line ?? '', /,admin-key,,DOCKET_ADMIN_API_KEY,user\.create,/)
    assert.deepEqual(others, [''])
  })

  test('holds no secret', async () => {
    const rows = await db.selectFrom('audit_log').selectAll().execute()
    assert.doesNotMatch(JSON.stringify(rows), /argon2|docket_[\w-]{20}|link#|example\.com/)
  })
})
