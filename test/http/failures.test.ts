import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { httpLimits } from '../../server/platform/http/limits.ts'
import { problemOf, startTestApp, withKey } from '../support/app.ts'
import { addProbeRoutes, waiting } from './probe-routes.ts'

const { send, logged } = await startTestApp({
  features: [addProbeRoutes],
  limits: { ...httpLimits, answerTimeoutMs: 200 },
})

describe('a failure nobody expected', () => {
  test('is 500, says nothing of its cause, and is logged once under the request id', async () => {
    const answer = await send('/api/failure', { headers: { ...withKey, 'x-request-id': 'failure-1' } })
    assert.equal(answer.status, 500)
    assert.equal(problemOf(answer)['code'], 'internal-error')
    assert.doesNotMatch(answer.text, /hunter2/)
    const lines = logged.filter((line) => JSON.stringify(line).includes('hunter2'))
    assert.deepEqual(
      lines.map(({ requestId }) => requestId),
      ['failure-1'],
    )
  })

  test('leaves the server answering', async () => {
    assert.equal((await send('/livez')).status, 200)
  })
})

test('an answer that takes too long is 503', async () => {
  const answer = await send('/api/wait', { headers: withKey })
  waiting.pop()?.()
  assert.equal(answer.status, 503)
  assert.equal(problemOf(answer)['code'], 'answer-timeout')
})

describe('a request id', () => {
  test('that is harmless is kept, in the answer and in the log', async () => {
    const answer = await send('/api/system', {
      headers: { ...withKey, 'x-request-id': 'Trace_1.a:b@c/d+e=-' },
    })
    assert.equal(answer.headers['x-request-id'], 'Trace_1.a:b@c/d+e=-')
    assert.ok(
      logged.some(({ requestId, route }) => requestId === 'Trace_1.a:b@c/d+e=-' && route === '/api/system'),
    )
  })

  for (const id of ['', ' ', 'a b', 'x'.repeat(129), 'a\tb', '<script>', '"', 'é', '{"a":1}']) {
    test(`that could harm a log line is replaced: ${JSON.stringify(id).slice(0, 20)}`, async () => {
      const { headers } = await send('/livez', { headers: { 'x-request-id': id } })
      assert.match(String(headers['x-request-id']), /^[0-9a-f-]{36}$/)
    })
  }

  test('is never the same for two requests that bring none', async () => {
    const answers = await Promise.all([send('/livez'), send('/livez')])
    assert.equal(new Set(answers.map(({ headers }) => headers['x-request-id'])).size, 2)
  })
})

test('the log never holds the key', async () => {
  await send('/api/system', { headers: withKey })
  assert.ok(logged.length > 0)
  assert.doesNotMatch(JSON.stringify(logged), new RegExp(withKey.authorization))
})
