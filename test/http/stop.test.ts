import assert from 'node:assert/strict'
import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { json } from 'node:stream/consumers'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { startTestApp, withKey } from '../support/app.ts'
import { addProbeRoutes, waiting } from './probe-routes.ts'

test('closing finishes the requests under way, ends idle connections and accepts no new one', async () => {
  const { app, port, send, stop } = await startTestApp({ features: [addProbeRoutes] })
  const agent = new Agent({ keepAlive: true })
  const idle = request({ port, path: '/livez', agent }).end()
  const [idleAnswer] = await once(idle, 'response')
  await json(idleAnswer)
  assert.equal(idleAnswer.headers.connection, 'keep-alive')

  const underWay = send('/api/wait', { headers: withKey })
  await until(() => waiting.length > 0)
  stop()
  const closed = app.close()
  await until(() => !app.server.listening)
  await assert.rejects(send('/livez'), { code: 'ECONNREFUSED' })
  waiting.pop()?.()
  const answer = await underWay
  assert.equal(answer.status, 200)
  assert.equal(answer.headers.connection, 'close')
  await closed
  agent.destroy()
})

async function until(condition: () => boolean): Promise<void> {
  const deadline = performance.now() + 5_000
  while (!condition()) {
    assert.ok(performance.now() < deadline, 'it did not happen within 5 s')
    await sleep(5)
  }
}
