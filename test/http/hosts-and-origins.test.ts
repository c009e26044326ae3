import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { problemOf, startTestApp, withKey } from '../support/app.ts'
import { openTestDatabase } from '../support/database.ts'
import { addProbeRoutes } from './probe-routes.ts'

const { db } = await openTestDatabase()
const features = [addProbeRoutes]
const local = await startTestApp({ db, features })
const published = await startTestApp({ db, features, config: { publicUrl: 'https://docket.example' } })
const everywhere = await startTestApp({ db, features, config: { host: '0.0.0.0' } })
const proxied = await startTestApp({
  db,
  features,
  config: { publicUrl: 'https://docket.example', trustedProxy: ['127.0.0.1'] },
})

async function statusFor(app: typeof local, headers: Record<string, string>): Promise<number> {
  return (await app.send('/livez', { headers })).status
}

describe('a Host', () => {
  for (const host of [
    'localhost',
    'LOCALHOST:8000',
    '127.0.0.1',
    '127.0.0.1:1',
    '[::1]',
    '[::1]:65535',
    '[0:0:0:0:0:0:0:1]',
  ]) {
    test(`of this machine is answered: ${host}`, async () =>
      assert.equal(await statusFor(local, { host }), 200))
  }

  const foreign = [
    'evil.example',
    'localhost.evil.example',
    'evil.example:8000',
    '127.0.0.1.evil.example',
    '127.0.0.1.nip.io',
    'localhostevil.example',
    'evillocalhost',
    'localhost.',
    '127.1',
    '127.0.0.2',
    '0x7f.0.0.1',
    '2130706433',
    '0.0.0.0',
    '[::]',
    '[::ffff:127.0.0.1]',
    'docket.example',
    '10.0.0.1',
  ]
  for (const host of foreign) {
    test(`that is foreign is 421: ${host}`, async () => {
      const answer = await local.send('/livez', { headers: { host } })
      assert.equal(answer.status, 421)
      assert.equal(problemOf(answer)['code'], 'host-not-allowed')
    })
  }

  const malformed = [
    'evil.example@localhost',
    'localhost@evil.example',
    'localhost/evil',
    'localhost?x',
    'localhost#x',
    'localhost:',
    'localhost:99999',
    'localhost:80:80',
    'localhost:8000a',
    'local host',
    'localhost,evil.example',
    '%6cocalhost',
    'localhost%00',
    '[::1',
    '::1',
    '[::1]x',
    '[fe80::1%25eth0]',
    'http://localhost',
    'löcalhost',
  ]
  for (const host of malformed) {
    test(`that is malformed is 400: ${host}`, async () => assert.equal(await statusFor(local, { host }), 400))
  }

  test('of PUBLIC_URL is answered, and nothing that only begins or ends like it', async () => {
    assert.equal(await statusFor(published, { host: 'docket.example' }), 200)
    for (const host of ['docket.example.evil.example', 'xdocket.example', 'docket.example.'])
      assert.equal(await statusFor(published, { host }), 421)
  })

  test('may be any address, but no other name, where every address is listened on', async () => {
    for (const host of ['10.1.2.3:8000', '[fd00::1]'])
      assert.equal(await statusFor(everywhere, { host }), 200)
    assert.equal(await statusFor(everywhere, { host: 'evil.example' }), 421)
  })

  test('that a proxy passes on counts only from a trusted one', async () => {
    const forwarded = { host: 'localhost', 'x-forwarded-host': 'evil.example' }
    assert.equal(await statusFor(local, forwarded), 200)
    assert.equal(await statusFor(proxied, forwarded), 421)
    assert.equal(await statusFor(proxied, { host: 'localhost', 'x-forwarded-host': 'docket.example' }), 200)
    assert.equal(
      await statusFor(proxied, { host: 'evil.example', 'x-forwarded-host': 'docket.example' }),
      421,
    )
  })
})

function change(app: typeof local, headers: Record<string, string>) {
  return app.send('/api/echo', {
    method: 'POST',
    headers: { ...withKey, 'content-type': 'application/json', ...headers },
    body: '{"quantity":1,"name":"a"}',
  })
}

describe('an Origin', () => {
  test('is not needed: programs send none', async () => {
    assert.equal((await change(local, { host: 'localhost:8000' })).status, 200)
  })

  test('of this very server may change things', async () => {
    for (const host of ['localhost:8000', '127.0.0.1:8000', '[::1]:8000', 'localhost'])
      assert.equal((await change(local, { host, origin: `http://${host}` })).status, 200)
  })

  const foreign = [
    'http://evil.example',
    'https://localhost:8000',
    'http://localhost:8001',
    'http://localhost',
    'http://127.0.0.1:8000',
    'http://localhost:8000.evil.example',
    'http://localhost:8000@evil.example',
    'http://localhost:8000/',
    'http://LOCALHOST:8000/x',
    'null',
    '',
    'file://',
    'chrome-extension://abc',
  ]
  for (const origin of foreign) {
    test(`that is foreign is 403, also with the key: ${origin}`, async () => {
      const answer = await change(local, { host: 'localhost:8000', origin })
      assert.equal(answer.status, 403)
      assert.equal(problemOf(answer)['code'], 'origin-foreign')
    })
  }

  test('of PUBLIC_URL may change things, under another scheme it may not', async () => {
    const host = 'docket.example'
    assert.equal((await change(published, { host, origin: 'https://docket.example' })).status, 200)
    assert.equal((await change(published, { host, origin: 'https://docket.example:444' })).status, 403)
  })

  test('that is foreign may read, and no header lets its page see the answer', async () => {
    const { status, headers } = await local.send('/livez', { headers: { origin: 'http://evil.example' } })
    assert.equal(status, 200)
    assert.equal(headers['access-control-allow-origin'], undefined)
  })
})
