import assert from 'node:assert/strict'
import { test } from 'node:test'
import { connectionOf, nextPollMs, type Polling } from './connection.ts'

const now = 1_000_000

test('a connection is connecting until the first answer or the first failure', () => {
  assert.equal(connectionOf({ status: 'pending', answeredAt: 0 }, now), 'connecting')
  assert.equal(connectionOf({ status: 'error', answeredAt: 0 }, now), 'offline')
})

test('an answer makes it live, however old it is by now', () => {
  assert.equal(connectionOf({ status: 'success', answeredAt: now - 60_000 }, now), 'live')
})

test('a failure makes it reconnecting for 15 seconds after the last answer, then offline', () => {
  const failedSince = (ms: number): Polling => ({ status: 'error', answeredAt: now - ms })
  assert.equal(connectionOf(failedSince(5_000), now), 'reconnecting')
  assert.equal(connectionOf(failedSince(14_999), now), 'reconnecting')
  assert.equal(connectionOf(failedSince(15_000), now), 'offline')
})

test('it asks more often while a restart may end any moment, and never stops asking', () => {
  const live = nextPollMs({ status: 'success', answeredAt: now }, now)
  const reconnecting = nextPollMs({ status: 'error', answeredAt: now - 5_000 }, now)
  const offline = nextPollMs({ status: 'error', answeredAt: now - 3_600_000 }, now)
  assert.ok(reconnecting < offline && offline < live)
  assert.ok(live <= 10_000)
})
