import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { describe, test } from 'node:test'
import type { Role } from '#contract/users.ts'
import { makeKey, makeSession, makeUser } from '../support/accounts.ts'
import { withKey } from '../support/app.ts'
import { startFullApp } from '../support/full-app.ts'
import { fourPayments } from '../support/jobs.ts'

const app = await startFullApp()

/** Sends all of a request but its last byte, does something, and sends that byte. Says what was answered. */
async function sendAround(
  { path, type, body }: { path: string; type: string; body: string },
  headers: Record<string, string>,
  meanwhile: () => Promise<unknown>,
): Promise<string> {
  const socket = connect(app.port, '127.0.0.1')
  const lines = Object.entries({
    host: `127.0.0.1:${app.port}`,
    'content-type': type,
    'content-length': Buffer.byteLength(body),
    connection: 'close',
    ...headers,
  }).map(([name, value]) => `${name}: ${value}\r\n`)
  const reached = new Promise((resolve) => app.app.server.once('request', resolve))
  socket.write(`POST ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body.slice(0, -1)}`)
  await reached
  await untilKnown(headers)
  await meanwhile()
  socket.write(body.slice(-1))
  const answer = await text(socket)
  return `${answer.slice(9, 12)} ${/"code":"([a-z-]+)","requestId/.exec(answer)?.[1] ?? ''}`.trim()
}

/** A later request with the same key or cookie was let in, so the one before it was. */
async function untilKnown(headers: Record<string, string>): Promise<void> {
  assert.equal((await app.send('/api/me', { headers })).status, 200)
}

const upload = {
  path: '/api/jobs',
  type: 'multipart/form-data; boundary=b',
  body: `--b\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n${fourPayments}\r\n--b--`,
}

function newUser() {
  const body = JSON.stringify({ name: 'Eve', email: `${Math.random()}@example.com`, role: 'admin' })
  return { path: '/api/users', type: 'application/json', body }
}

function change(path: string, values: object): Promise<unknown> {
  return app.send(path, {
    method: 'PATCH',
    headers: { ...withKey, 'content-type': 'application/json' },
    body: JSON.stringify(values),
  })
}

async function person(role: Role) {
  const user = await makeUser(app.db, { role })
  return { ...user, key: await makeKey(app.db, user), session: await makeSession(app.db, user, app.port) }
}

async function countRows(): Promise<number[]> {
  const of = async (table: 'jobs' | 'users') => (await app.db.selectFrom(table).select('id').execute()).length
  return [await of('jobs'), await of('users')]
}

describe('a request whose body is still arriving', () => {
  test('is carried out when nothing has changed at its end', async () => {
    const { key, session } = await person('admin')
    assert.equal(await sendAround(upload, key.headers, async () => undefined), '201')
    assert.equal(await sendAround(newUser(), session.headers, async () => undefined), '201')
  })

  test('does nothing when its user is deactivated, its key revoked or its session ended meanwhile', async () => {
    for (const makeRequest of [() => upload, newUser]) {
      const { key, session } = await person('admin')
      const deactivated = await person('admin')
      const before = await countRows()
      const revoke = () => app.send(`/api/keys/${key.id}`, { method: 'DELETE', headers: withKey })
      assert.equal(await sendAround(makeRequest(), key.headers, revoke), '401 key-wrong')
      const signOut = () =>
        app.send(`/api/sessions/${session.id}`, { method: 'DELETE', headers: session.headers })
      assert.equal(await sendAround(makeRequest(), session.headers, signOut), '401 session-ended')
      const deactivate = () => change(`/api/users/${deactivated.id}`, { active: false })
      assert.equal(await sendAround(makeRequest(), deactivated.key.headers, deactivate), '401 key-wrong')
      assert.deepEqual(await countRows(), before)
    }
  })

  test('does nothing when its user has another role meanwhile', async () => {
    for (const makeRequest of [() => upload, newUser]) {
      const { id, key } = await person('admin')
      const before = await countRows()
      const lower = () => change(`/api/users/${id}`, { role: 'viewer' })
      assert.equal(await sendAround(makeRequest(), key.headers, lower), '403 role-insufficient')
      assert.deepEqual(await countRows(), before)
    }
  })
})
