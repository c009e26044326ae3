import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { problemOf, startTestApp, withKey } from '../support/app.ts'

const { send } = await startTestApp()
describe('GET /api/system', () => {
  test('says what runs here', async () => {
    const { status, text } = await send('/api/system', { headers: withKey })
    console.log(text)
    assert.equal(status, 200)
  })
  test('x', async () => {
    for (const [p, m] of [
      ['/livez'],
      ['/readyz'],
      ['/metrics'],
      ['/openapi.json'],
      ['/docs'],
      ['/'],
      ['/nothing'],
      ['/api/x'],
      ['/api/system', 'POST'],
      ['/livez', 'DELETE'],
      ['/docs/static/swagger-ui.css'],
      ['/docs/static/nope'],
      ['/livez', 'OPTIONS'],
      ['/livez', 'HEAD'],
      ['/nothing', 'HEAD'],
      ['/api/system?a=1'],
      ['/livez?b=1'],
      ['/%zz'],
      ['/livez', 'PROPFIND'],
    ] as const) {
      const a = await send(p, { method: m ?? 'GET' })
      console.log(m, p, a.status, a.headers.allow, a.headers['content-type'], a.text.slice(0, 160))
    }
    console.log(problemOf)
  })
})
