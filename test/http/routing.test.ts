import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { problemOf, startTestApp, testKey, withKey } from '../support/app.ts'
import { addProbeRoutes } from './probe-routes.ts'

const { send } = await startTestApp({ features: [addProbeRoutes] })
const withoutKeySet = await startTestApp({ config: { adminApiKey: undefined } })

describe('an unknown path', () => {
  for (const path of [
    '/nothing',
    '/livez/',
    '//livez',
    '/LIVEZ',
    '/apix',
    '/docs/nothing',
    '/assets/nothing.js',
    '/.env',
    '/../package.json',
    '/docs/static/../../package.json',
    '/docs/static/%2e%2e/package.json',
  ]) {
    test(`is 404 or refused: ${path}`, async () => {
      const { status } = await send(path)
      assert.ok(status === 404 || status === 403, `it is ${status}`)
    })
  }

  test('is 404 with the key, 401 without it, below /api', async () => {
    for (const path of ['/api', '/api/', '/api/nothing', '/api/system/', '/%61pi/nothing']) {
      assert.equal((await send(path)).status, 401)
      assert.equal((await send(path, { headers: { ...withKey, accept: 'text/html' } })).status, 404)
    }
  })

  test('is 404 before its body is looked at', async () => {
    const answer = await send('/nothing', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{',
    })
    assert.equal(answer.status, 404)
  })
})

describe('a wrong method', () => {
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND', 'QUERY']) {
    test(`is 405 with the methods that are right: ${method}`, async () => {
      const answer = await send('/readyz', { method })
      assert.equal(answer.status, 405)
      assert.equal(answer.headers.allow, 'GET, HEAD')
    })
  }

  test('is 401 without the key, 405 with it, below /api', async () => {
    assert.equal((await send('/api/echo', { method: 'DELETE' })).status, 401)
    const answer = await send('/api/echo', { method: 'DELETE', headers: withKey })
    assert.equal(answer.status, 405)
    assert.equal(answer.headers.allow, 'GET, HEAD, POST')
  })

  test('is told of a path with parameters too', async () => {
    const answer = await send('/api/things/1?x=2', { method: 'PUT', headers: withKey })
    assert.equal(answer.headers.allow, 'GET, HEAD')
  })
})

test('HEAD answers like GET, without the body', async () => {
  const { status, headers, text } = await send('/readyz', { method: 'HEAD' })
  assert.equal(status, 200)
  assert.match(String(headers['content-type']), /^application\/json/)
  assert.equal(text, '')
})

describe('the key', () => {
  test('opens /api, whatever the case of the scheme', async () => {
    for (const scheme of ['Bearer', 'bearer', 'BEARER'])
      assert.equal(
        (await send('/api/system', { headers: { authorization: `${scheme} ${testKey}` } })).status,
        200,
      )
  })

  const missing = [
    undefined,
    '',
    'Basic YTpi',
    testKey,
    'Bearer',
    'Bearer ',
    `Bearer${testKey}`,
    `Bearer ${testKey} x`,
  ]
  for (const authorization of missing) {
    test(`is asked for when the header is ${authorization}`, async () => {
      const answer = await send('/api/system', {
        headers: authorization === undefined ? {} : { authorization },
      })
      assert.equal(answer.status, 401)
      assert.equal(problemOf(answer)['code'], 'key-missing')
      assert.equal(answer.headers['www-authenticate'], 'Bearer realm="docket"')
    })
  }

  for (const key of [
    'x',
    `${testKey}x`,
    testKey.slice(0, -1),
    testKey.toUpperCase(),
    'é'.repeat(30),
    'x'.repeat(9_000),
  ]) {
    test(`is refused when it is another one: ${key.slice(0, 30)}`, async () => {
      const answer = await send('/api/system', { headers: { authorization: `Bearer ${key}` } })
      assert.equal(problemOf(answer)['code'], 'key-wrong')
      assert.match(String(answer.headers['www-authenticate']), /error="invalid_token"/)
    })
  }

  test('that is not set lets nobody in while there is no admin, and says what to do', async () => {
    for (const headers of [
      {},
      withKey,
      { authorization: 'Bearer ' },
      { authorization: 'Bearer undefined' },
    ]) {
      const answer = await withoutKeySet.send('/api/system', { headers })
      assert.equal(answer.status, 401)
      assert.equal(problemOf(answer)['code'], 'setup-needed')
      assert.match(String(problemOf(answer)['detail']), /set DOCKET_ADMIN_API_KEY/)
      assert.equal(answer.headers['www-authenticate'], 'Bearer realm="docket"')
    }
  })

  test('is not needed for what is open to everybody', async () => {
    for (const path of [
      '/livez',
      '/readyz',
      '/openapi.json',
      '/docs',
      '/docs/json',
      '/docs/static/swagger-ui.css',
    ])
      assert.equal((await withoutKeySet.send(path)).status, 200)
  })
})
