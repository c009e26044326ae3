import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { makeKey, makeSession, makeUser } from '../../test/support/accounts.ts'
import { startTestApp } from '../../test/support/app.ts'
import { openTestDatabase } from '../../test/support/database.ts'
import { addUserRoutes } from '../features/users/user-routes.ts'

const { db, url } = await openTestDatabase()
const app = await startTestApp({ db, features: [addUserRoutes] })

interface Outcome {
  code: number
  stdout: string
  stderr: string
}

function docket(...args: string[]): Promise<Outcome> {
  return run(url, args)
}

function run(databaseUrl: string, args: readonly string[]): Promise<Outcome> {
  const file = fileURLToPath(new URL('../../bin/docket', import.meta.url))
  const env = {
    PATH: process.env['PATH'],
    DATABASE_URL: databaseUrl,
    DOCKET_DATA_DIR: '/nonexistent/docket',
    PUBLIC_URL: 'https://docket.example',
  }
  return new Promise((resolve) => {
    execFile(file, [...args], { env, timeout: 60_000 }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr })
    })
  })
}

describe('docket users', () => {
  test('add makes a user and prints nothing but the link on stdout', async () => {
    const args = ['--email', 'ada@example.com', '--name', 'Ada', '--role', 'admin']
    const { code, stdout, stderr } = await docket('users', 'add', ...args)
    assert.deepEqual([code, stderr.includes('ada@example.com')], [0, true])
    assert.match(stdout, /^https:\/\/docket\.example\/link#[\w-]{43}\n$/)
    const token = stdout.trim().split('#')[1] ?? ''
    assert.ok(!stderr.includes(token))
    const used = await app.send('/api/links/use', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token, password: 'seven doors of teal' }),
    })
    assert.equal(JSON.parse(used.text).user.role, 'admin')
    const { actor_kind, actor_name } = await db
      .selectFrom('audit_log')
      .select(['actor_kind', 'actor_name'])
      .where('action', '=', 'user.create')
      .executeTakeFirstOrThrow()
    assert.deepEqual([actor_kind, actor_name], ['command', 'docket users'])
  })

  test('list, change, deactivate, activate and reset know people by id and by address', async () => {
    const user = await makeUser(db)
    const session = await makeSession(db, user, app.port)
    const changed = await docket('users', 'change', user.email.toUpperCase(), '--role', 'viewer', '--json')
    assert.equal(JSON.parse(changed.stdout).user.role, 'viewer')
    assert.match((await docket('users', 'deactivate', user.id)).stdout, /viewer {4}deactivated/)
    assert.equal((await app.send('/api/me', { headers: session.headers })).status, 401)
    assert.equal((await docket('users', 'activate', user.email)).code, 0)
    const reset = await docket('users', 'reset', user.email, '--json')
    assert.match(JSON.parse(reset.stdout).link.url, /#[\w-]{43}$/)
    const list = JSON.parse((await docket('users', 'list', '--json')).stdout).users
    assert.ok(list.some(({ id, role }: { id: string; role: string }) => id === user.id && role === 'viewer'))
    assert.match((await docket('users', 'list')).stdout, new RegExp(`^${user.id}  viewer`, 'm'))
  })

  test('refuses in one line, with 1 for what cannot be and 2 for wrong usage', async () => {
    const user = await makeUser(db)
    const cases: readonly (readonly [number, RegExp, readonly string[]])[] = [
      [1, /^docket: Another user has this e-mail address/, ['add', '--email', user.email, '--name', 'x']],
      [2, /^docket: name must have at least 1.*; email must be an/, ['add', '--email', 'x', '--name', ' ']],
      [1, /^docket: There is no such user\.$/, ['reset', 'nobody@example.com']],
      [2, /^docket: say what to change: --name, --email or --role$/, ['change', user.id]],
    ]
    for (const [code, line, args] of cases) {
      const outcome = await docket('users', ...args)
      assert.deepEqual([outcome.code, outcome.stdout], [code, ''])
      assert.match(outcome.stderr.trimEnd(), line)
      assert.equal(outcome.stderr.trimEnd().includes('\n'), false)
    }
    assert.equal((await docket('users', 'add', '--email', 'a@b.example')).code, 2)
    assert.equal((await docket('users', 'change', user.id, '--role', 'root')).code, 2)
  })

  test('refuses to leave no admin', async () => {
    await db.updateTable('users').set({ role: 'operator' }).where('role', '=', 'admin').execute()
    const admin = await makeUser(db, { role: 'admin' })
    const { code, stderr } = await docket('users', 'deactivate', admin.id)
    assert.equal(code, 1)
    assert.match(stderr, /Nobody else can sign in as an admin/)
  })
})

describe('docket keys', () => {
  test('add prints nothing but the key on stdout; list shows it without; revoke ends it', async () => {
    const user = await makeUser(db)
    const added = await docket(
      'keys',
      'add',
      '--user',
      user.email,
      '--name',
      'nightly',
      '--expires',
      '2999-01-01',
    )
    assert.equal(added.code, 0)
    assert.match(added.stdout, /^docket_[\w-]{43}\n$/)
    const headers = { authorization: `Bearer ${added.stdout.trim()}` }
    assert.equal((await app.send('/api/me', { headers })).status, 200)
    const list = await docket('keys', 'list', '--user', user.id, '--json')
    assert.ok(!list.stdout.includes(added.stdout.trim()))
    const [{ id, expiresAt }] = JSON.parse(list.stdout).keys
    assert.equal(expiresAt, '2999-01-01T00:00:00.000Z')
    assert.equal((await docket('keys', 'revoke', id)).stdout, `revoked ${id}\n`)
    assert.equal((await app.send('/api/me', { headers })).status, 401)
    assert.match((await docket('keys', 'list')).stdout, new RegExp(`^${id} .* revoked `, 'm'))
  })

  test('refuses a key that is not there, a role above the user’s, and a time that is none', async () => {
    const user = await makeUser(db, { role: 'viewer' })
    await makeKey(db, user)
    assert.equal((await docket('keys', 'revoke', 'nothing')).code, 1)
    const add = ['keys', 'add', '--user', user.id, '--name', 'x']
    for (const more of [
      ['--role', 'admin'],
      ['--expires', 'tomorrow'],
      ['--expires', '2020-01-01'],
      ['--role', 'root'],
    ])
      assert.equal((await docket(...add, ...more)).code, 2, more.join(' '))
  })
})

test('a database that is not migrated is told in one line', async () => {
  const empty = await openTestDatabase({ migrated: false })
  const { code, stderr } = await run(empty.url, ['users', 'list'])
  assert.equal(code, 1)
  assert.match(stderr, /^docket: the database is not up to date: `docket migrate up` brings it there\n$/)
})
