import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { httpLimits } from '../../server/platform/http/limits.ts'
import { startTestApp, testKey } from '../support/app.ts'
import { addProbeRoutes } from './probe-routes.ts'

const { sendBytes } = await startTestApp({
  features: [addProbeRoutes],
  limits: {
    ...httpLimits,
    headersTimeoutMs: 300,
    requestTimeoutMs: 600,
    connectionsCheckingIntervalMs: 50,
    keepAliveTimeoutMs: 300,
  },
})

const close = 'Connection: close\r\n\r\n'
const host = 'Host: localhost\r\n'
const postHead = `POST /api/echo HTTP/1.1\r\n${host}Authorization: Bearer ${testKey}\r\nContent-Type: application/json\r\n`

/** The status and the problem's code of the one answer that came. */
function readAnswer(bytes: string): string {
  const [head = '', body = ''] = bytes.split('\r\n\r\n')
  assert.match(head, /^HTTP\/1\.1 \d{3} /)
  assert.match(head, /\r\ncontent-type: application\/problem\+json(\r\n|$)/i)
  assert.match(head, /\r\nx-request-id: \S+/i)
  assert.match(head, /\r\nx-content-type-options: nosniff/i)
  const problem = JSON.parse(body)
  assert.ok(head.toLowerCase().includes(`x-request-id: ${problem.requestId}`))
  assert.equal(head.split(' ')[1], String(problem.status))
  return `${problem.status} ${problem.code}`
}

describe('bytes that are no valid request', () => {
  const cases: [string, string, string][] = [
    ['no HTTP', 'hello\r\n\r\n', '400 request-malformed'],
    ['TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', '400 request-malformed'],
    ['an unknown method', `BREW / HTTP/1.1\r\n${host}${close}`, '400 request-malformed'],
    ['another version', `GET / HTTP/3.0\r\n${host}${close}`, '400 request-malformed'],
    [
      'a space in a header name',
      `GET /livez HTTP/1.1\r\nHost : localhost\r\n${close}`,
      '400 request-malformed',
    ],
    ['a control character', `GET /livez HTTP/1.1\r\n${host}X: a\x00b\r\n${close}`, '400 request-malformed'],
    ['a folded header', `GET /livez HTTP/1.1\r\n${host}X: a\r\n b\r\n${close}`, '400 request-malformed'],
    [
      'two lengths',
      `${postHead}Content-Length: 2\r\nContent-Length: 3\r\n${close}{}`,
      '400 request-malformed',
    ],
    [
      'a length and chunks',
      `${postHead}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n${close}{}`,
      '400 request-malformed',
    ],
    [
      'a broken chunk',
      `${postHead}Transfer-Encoding: chunked\r\n${close}zz\r\n{}\r\n0\r\n\r\n`,
      '400 request-malformed',
    ],
    [
      'headers over the limit',
      `GET /livez HTTP/1.1\r\n${host}X: ${'x'.repeat(17_000)}\r\n${close}`,
      '431 headers-too-large',
    ],
    [
      'an address over the limit',
      `GET /${'x'.repeat(17_000)} HTTP/1.1\r\n${host}${close}`,
      '431 headers-too-large',
    ],
    ['a star as the address', `GET * HTTP/1.1\r\n${host}${close}`, '400 url-malformed'],
  ]
  for (const [name, bytes, answer] of cases) {
    test(`are answered with a problem: ${name}`, async () => {
      assert.equal(readAnswer(await sendBytes(Buffer.from(bytes, 'latin1'))), answer)
    })
  }
})

describe('a request that does not arrive', () => {
  test('is 408 while its headers are missing', async () => {
    assert.equal(readAnswer(await sendBytes(`GET /livez HTTP/1.1\r\n${host}`)), '408 request-timeout')
  })

  test('is 408 while its body is missing', async () => {
    assert.equal(readAnswer(await sendBytes(`${postHead}Content-Length: 10\r\n\r\n{`)), '408 request-timeout')
  })
})

describe('the Host header', () => {
  test('is needed once', async () => {
    for (const hosts of [
      '',
      'Host:\r\n',
      'Host: localhost\r\nHost: localhost\r\n',
      'Host: localhost\r\nHost: evil.example\r\n',
    ])
      assert.equal(readAnswer(await sendBytes(`GET /livez HTTP/1.1\r\n${hosts}${close}`)), '400 host-invalid')
    assert.equal(readAnswer(await sendBytes(`GET /livez HTTP/1.0\r\n\r\n`)), '400 host-invalid')
  })

  test('does not make up for a foreign host in the address line', async () => {
    const bytes = await sendBytes(`GET http://evil.example/livez HTTP/1.1\r\n${host}${close}`)
    assert.equal(readAnswer(bytes), '421 host-not-allowed')
  })

  test('may stand beside the same host in the address line', async () => {
    assert.match(
      await sendBytes(`GET http://localhost/livez HTTP/1.1\r\n${host}${close}`),
      /^HTTP\/1\.1 200 /,
    )
  })
})

test('an expectation that nobody knows is passed over', async () => {
  assert.match(
    await sendBytes(`GET /livez HTTP/1.1\r\n${host}Expect: miracles\r\n${close}`),
    /^HTTP\/1\.1 200 /,
  )
})

test('a request to switch protocols is answered as a plain one', async () => {
  const bytes = await sendBytes(
    `GET /livez HTTP/1.1\r\n${host}Connection: Upgrade, close\r\nUpgrade: websocket\r\n\r\n`,
  )
  assert.match(bytes, /^HTTP\/1\.1 200 /)
})
