import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { makeKey, makeSession, makeUser } from '../support/accounts.ts'
import { problemOf, withKey } from '../support/app.ts'
import { connectLive, startLiveApps } from '../support/live.ts'

const { db, apps } = await startLiveApps([{ socketsOfOneMax: 2 }, { socketsMax: 1 }, {}])
const [app, smallApp, stoppingApp] = apps
const user = await makeUser(db)
const { headers } = await makeKey(db, user)
const own = `/ws/${user.id}`

async function refusalOf(path: string, sent: Record<string, string>, { port } = app) {
  const client = await connectLive(port, path, { headers: sent })
  client.socket.close()
  return client.ended
}

describe('who may not watch is refused before the upgrade', () => {
  test('nobody', async () => {
    assert.deepEqual(await refusalOf(own, {}), { status: 401, code: 'key-missing' })
    const wrong = { authorization: 'Bearer no-key-of-this-server-at-all' }
    assert.deepEqual(await refusalOf(own, wrong), { status: 401, code: 'key-wrong' })
    const cookie = `docket_session=${'a'.repeat(43)}.${'b'.repeat(43)}`
    assert.deepEqual(await refusalOf(own, { cookie }), { status: 401, code: 'session-ended' })
  })

  test('another user, whatever their role but admin, for a user there is and for one there is not', async () => {
    for (const role of ['operator', 'viewer'] as const) {
      const other = await makeKey(db, await makeUser(db, { role }))
      for (const path of [own, '/ws/nobody-has-this-id'])
        assert.deepEqual(await refusalOf(path, other.headers), { status: 404, code: 'not-found' })
    }
  })

  test('an admin, for a user there is not', async () => {
    for (const id of ['nobody', '%00', `${'a'.repeat(5_000)}`, '%F0%9F%98%80'])
      assert.deepEqual(await refusalOf(`/ws/${id}`, withKey), { status: 404, code: 'not-found' })
  })

  test('a key that was revoked', async () => {
    const revoked = await makeKey(db, user, { expiresAt: new Date(Date.now() - 1_000) })
    assert.deepEqual(await refusalOf(own, revoked.headers), { status: 401, code: 'key-wrong' })
  })

  test('a page of another origin, also with a valid key or cookie', async () => {
    const { headers: cookie } = await makeSession(db, user, app.port)
    for (const origin of [
      'http://evil.example',
      'null',
      `https://127.0.0.1:${app.port}`,
      `http://127.0.0.1:${app.port + 1}`,
      `http://127.0.0.1:${app.port}.evil.example`,
      'file://',
    ]) {
      for (const sent of [headers, withKey, cookie])
        assert.deepEqual(await refusalOf(own, { ...sent, origin }), { status: 403, code: 'origin-foreign' })
    }
  })

  test('a request for another host', async () => {
    const answer = { status: 421, code: 'host-not-allowed' }
    assert.deepEqual(await refusalOf(own, { ...headers, host: 'evil.example' }), answer)
  })
})

test('a refusal leaves no connection behind, whatever was refused', async () => {
  const lines = ['Connection: Upgrade', 'Upgrade: websocket', '', '']
  for (const start of [
    `GET ${own} HTTP/1.1\r\nHost: evil.example`,
    `GET ${own} HTTP/1.1\r\nHost: 127.0.0.1`,
    `GET ${own}?%zz HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: null`,
  ]) {
    // The client never closes: the answer comes whole, and then the end.
    assert.match(await app.sendBytes([start, ...lines].join('\r\n')), /^HTTP\/1\.1 4\d\d .*"requestId"/s)
  }
})

test('a page of its own origin may watch, with the cookie of its session', async () => {
  const { headers: cookie } = await makeSession(db, user, app.port)
  const client = await connectLive(app.port, own, { headers: cookie })
  assert.equal(client.socket.readyState, client.socket.OPEN)
  client.socket.close()
  await client.ended
})

describe('what is no beginning of a WebSocket', () => {
  test('is told what is needed, but only who may watch', async () => {
    const answer = await app.send(own, { headers })
    assert.equal(answer.status, 426)
    assert.equal(problemOf(answer)['code'], 'upgrade-needed')
    assert.equal(answer.headers['upgrade'], 'websocket')
    assert.equal((await app.send(own)).status, 401)
    assert.equal((await app.send(own, { headers: { accept: 'text/html' } })).status, 401)
    assert.equal((await app.send('/ws/nobody', { headers })).status, 404)
  })

  test('is refused by its method or its path', async () => {
    const answer = await app.send(own, { method: 'POST', headers })
    assert.equal(answer.status, 405)
    assert.equal(answer.headers['allow'], 'GET')
    for (const path of ['/ws', '/ws/', `${own}/more`])
      assert.equal((await app.send(path, { headers })).status, 404)
    assert.deepEqual(await refusalOf('/ws/%zz', headers), { status: 400, code: 'url-malformed' })
    for (const path of ['/ws', `${own}/more`])
      assert.deepEqual(await refusalOf(path, headers), { status: 404, code: 'not-found' })
    assert.equal((await refusalOf('/api/system', headers)).status, 200)
  })

  test('is refused when the handshake is not one', async () => {
    const handshake = [
      `GET ${own} HTTP/1.1`,
      'Host: 127.0.0.1',
      'Connection: Upgrade',
      'Upgrade: websocket',
      `Authorization: ${headers.authorization}`,
    ]
    for (const lines of [
      [],
      ['Sec-WebSocket-Version: 13'],
      ['Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: short'],
      ['Sec-WebSocket-Version: 8', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='],
    ]) {
      const answer = await app.sendBytes(`${[...handshake, ...lines].join('\r\n')}\r\n\r\n`)
      assert.match(answer, /^HTTP\/1\.1 400 /)
      assert.match(answer, /"code":"request-malformed"/)
    }
  })

  test('may offer another protocol, and is answered as if it did not', async () => {
    const lines = [
      'Host: 127.0.0.1',
      'Connection: Upgrade, close',
      'Upgrade: h2c',
      'Content-Type: application/json',
      'Content-Length: 2',
    ]
    const answer = await app.sendBytes(`POST /api/nothing HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n{}`)
    assert.match(answer, /^HTTP\/1\.1 401 /)
  })
})

describe('too many connections', () => {
  test('of one user are refused, and one that closes makes room', async () => {
    const other = await makeUser(db)
    const { headers: sent } = await makeKey(db, other)
    const path = `/ws/${other.id}`
    const clients = await Promise.all([
      connectLive(app.port, path, { headers: sent }),
      connectLive(app.port, path, { headers: sent }),
    ])
    const refused = { status: 429, code: 'too-many-connections' }
    assert.deepEqual(await refusalOf(path, sent), refused)
    clients[0]?.socket.close()
    await clients[0]?.ended
    const next = await connectLive(app.port, path, { headers: sent })
    assert.equal(next.socket.readyState, next.socket.OPEN)
    for (const { socket } of [...clients, next]) socket.close()
  })

  test('in all are refused', async () => {
    const client = await connectLive(smallApp.port, own, { headers })
    assert.deepEqual(await refusalOf(own, withKey, smallApp), { status: 429, code: 'too-many-connections' })
    client.socket.close()
  })
})

test('a server that stops lets nobody in, says so to those inside, and waits for none of them', async () => {
  const client = await connectLive(stoppingApp.port, own, { headers })
  stoppingApp.stop()
  assert.deepEqual(await refusalOf(own, headers, stoppingApp), { status: 503, code: 'not-ready' })
  client.socket.pause()
  await stoppingApp.app.close()
  client.socket.resume()
  assert.deepEqual(await client.ended, { code: 1001 })
})
