import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { makeKey, makeUser } from '../support/accounts.ts'
import { startTestApp, withKey } from '../support/app.ts'
import { openTestDatabase } from '../support/database.ts'
import { addProbeRoutes } from './probe-routes.ts'

const { db } = await openTestDatabase()
const { send } = await startTestApp({ db, features: [addProbeRoutes] })
const proxied = await startTestApp({ db, config: { trustedProxy: ['127.0.0.0/8'] } })

test('requests are counted by route template, method and status, never by id', async () => {
  for (const id of ['a-secret-id', 'another-id']) await send(`/api/things/${id}`, { headers: withKey })
  for (const path of ['/no/such-path', '/no/other-path']) await send(path)
  await send('/api/things/1', { method: 'DELETE', headers: withKey })
  const { text } = await send('/metrics')
  const count = (labels: string) =>
    text.match(new RegExp(`^http_request_duration_seconds_count\\{${labels}\\} (\\d+)`, 'm'))?.[1]
  assert.equal(count('route="/api/things/:id",method="GET",status="200"'), '2')
  assert.equal(count('route="unmatched",method="GET",status="404"'), '2')
  assert.equal(count('route="unmatched",method="DELETE",status="405"'), '1')
  assert.doesNotMatch(text, /secret-id|another-id|such-path/)
})

test('the process is measured too', async () => {
  const { text, headers } = await send('/metrics')
  assert.match(text, /^process_resident_memory_bytes \d{7,}/m)
  assert.match(text, /^nodejs_eventloop_lag_seconds /m)
  assert.match(String(headers['content-type']), /^text\/plain; version=/)
})

describe('metrics', () => {
  const forwarded = [
    'x-forwarded-for',
    'forwarded',
    'via',
    'x-real-ip',
    'x-forwarded-host',
    'x-forwarded-proto',
  ]
  for (const name of forwarded) {
    test(`want the key when a proxy on this machine passes a request on: ${name}`, async () => {
      for (const value of ['127.0.0.1', '::1', '8.8.8.8', '']) {
        const headers = { [name]: value, ...(name === 'x-forwarded-host' ? { [name]: 'localhost' } : {}) }
        assert.equal((await send('/metrics', { headers })).status, 401)
        assert.equal((await send('/metrics', { headers: { ...headers, ...withKey } })).status, 200)
      }
    })
  }

  test('take a key of any role, and no other', async () => {
    const { headers } = await makeKey(db, await makeUser(db, { role: 'viewer' }))
    assert.equal((await proxied.send('/metrics', { headers })).status, 200)
    assert.equal((await proxied.send('/metrics', { headers: { authorization: 'Bearer x' } })).status, 401)
  })

  test('want the key from the address of a declared proxy, whatever it passes on', async () => {
    for (const headers of [{}, { 'x-forwarded-for': '127.0.0.1' }]) {
      assert.equal((await proxied.send('/metrics', { headers })).status, 401)
      assert.equal((await proxied.send('/metrics', { headers: { ...headers, ...withKey } })).status, 200)
    }
  })
})
