import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { addProbeRoutes } from '../http/probe-routes.ts'
import { makeKey, makeSession, makeUser } from '../support/accounts.ts'
import { problemOf } from '../support/app.ts'
import { connectLive, startLiveApps } from '../support/live.ts'

const { db, apps } = await startLiveApps([{}], { features: [addProbeRoutes] })
const [{ port, send }] = apps
const user = await makeUser(db)
const { headers: key } = await makeKey(db, user)
const { headers: session } = await makeSession(db, user, port)

const here = `127.0.0.1:${port}`
const origin = `http://${here}`

/** What a page of somebody else can bring a browser to send, and what a name can be bent to. */
const hostile: readonly [host: string, origin: string, answer: string][] = [
  [here, 'http://evil.example', '403 origin-foreign'],
  [here, 'https://evil.example', '403 origin-foreign'],
  [here, 'null', '403 origin-foreign'],
  [here, 'file://', '403 origin-foreign'],
  [here, `https://${here}`, '403 origin-foreign'],
  [here, `http://127.0.0.1:${port + 1}`, '403 origin-foreign'],
  [here, `http://localhost:${port}`, '403 origin-foreign'],
  [here, `${origin}.evil.example`, '403 origin-foreign'],
  [here, `http://${here}@evil.example`, '403 origin-foreign'],
  [`localhost:${port}`, `http://localhost:${port}, http://evil.example`, '403 origin-foreign'],
  [`evil.example:${port}`, `http://evil.example:${port}`, '421 host-not-allowed'],
  ['evil.example', origin, '421 host-not-allowed'],
  [`127.0.0.1.evil.example:${port}`, `http://127.0.0.1.evil.example:${port}`, '421 host-not-allowed'],
  [`0.0.0.0:${port}`, `http://0.0.0.0:${port}`, '421 host-not-allowed'],
  [`evil.example@${here}`, origin, '400 host-invalid'],
]

describe('a hostile pair of Host and Origin is refused', () => {
  for (const [host, from, answer] of hostile) {
    test(`with a key and with a session, on a write and on the upgrade: ${host} ${from}`, async () => {
      for (const credential of [{ ...key }, { cookie: session.cookie }]) {
        const headers = { ...credential, host, origin: from }
        const written = await send('/api/echo', {
          method: 'POST',
          headers: { ...headers, 'content-type': 'application/json' },
          body: '{"quantity":1,"name":"a"}',
        })
        assert.equal(`${written.status} ${problemOf(written)['code']}`, answer)
        const { ended } = await connectLive(port, `/ws/${user.id}`, { headers })
        const { status, code } = await ended
        assert.equal(`${status} ${code}`, answer)
      }
    })
  }

  test('and the honest one is not', async () => {
    for (const credential of [{ ...key }, { cookie: session.cookie }]) {
      const headers = { ...credential, host: here, origin }
      const written = await send('/api/echo', {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: '{"quantity":1,"name":"a"}',
      })
      assert.equal(written.status, 200)
      const { socket } = await connectLive(port, `/ws/${user.id}`, { headers })
      assert.equal(socket.readyState, socket.OPEN)
      socket.terminate()
    }
  })
})
