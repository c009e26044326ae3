import assert from 'node:assert/strict'
import { once } from 'node:events'
import { afterEach, beforeEach, test } from 'node:test'
import { WebSocketServer } from 'ws'
import type { JobProgress } from '#contract/live.ts'
import {
  type LiveMessage,
  type LiveState,
  type LiveTimings,
  openLiveConnection,
  retryMs,
} from './live-connection.ts'

const timings: LiveTimings = { retryMsMin: 1, retryMsMax: 4, pingMs: 60_000, pongWithinMs: 60_000 }

let server: WebSocketServer
let url: string
let close: (() => void) | undefined

beforeEach(async () => {
  server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  await once(server, 'listening')
  const address = server.address()
  assert.ok(address !== null && typeof address !== 'string')
  url = `ws://127.0.0.1:${address.port}/ws/someone`
})

afterEach(async () => {
  close?.()
  for (const socket of server.clients) socket.terminate()
  server.close()
})

test('messages are handed on, and junk and pongs are not', async () => {
  server.on('connection', (socket) => {
    for (const text of ['pong', '{"type":"else"}', '[', '7', 'null', JSON.stringify(message(3))])
      socket.send(text)
  })
  const heard = await new Promise<LiveMessage>((resolve) => {
    close = openLiveConnection({ url, timings, onMessage: resolve, onState: () => {} })
  })
  assert.deepEqual(heard, message(3))
})

test('a lost connection is made again and goes on after the last message', async () => {
  const addresses: string[] = []
  const states: LiveState[] = []
  const wentOn = new Promise<void>((resolve) => {
    server.on('connection', (socket, request) => {
      addresses.push(request.url ?? '')
      socket.send(JSON.stringify(message(addresses.length)))
      if (addresses.length < 3) socket.close(1001)
      else resolve()
    })
  })
  close = openLiveConnection({ url, timings, onMessage: () => {}, onState: (state) => states.push(state) })
  await wentOn
  assert.deepEqual(addresses, [
    '/ws/someone',
    '/ws/someone?since=1&epoch=an+epoch',
    '/ws/someone?since=2&epoch=an+epoch',
  ])
  assert.deepEqual(states.slice(0, 4), ['live', 'down', 'live', 'down'])
})

test('a connection that does not answer a ping is given up and made again', async () => {
  let connections = 0
  const again = new Promise<void>((resolve) => {
    server.on('connection', () => {
      connections += 1
      if (connections === 2) resolve()
    })
  })
  const impatient = { ...timings, pingMs: 1, pongWithinMs: 1 }
  close = openLiveConnection({ url, timings: impatient, onMessage: () => {}, onState: () => {} })
  await again
})

test('a closed connection stays closed', async () => {
  const states: LiveState[] = []
  const connected = once(server, 'connection')
  const closeNow = openLiveConnection({
    url,
    timings,
    onMessage: () => {},
    onState: (state) => states.push(state),
  })
  const [socket] = await connected
  closeNow()
  await once(socket, 'close')
  assert.ok(!states.includes('down'))
  assert.equal(server.clients.size, 0)
})

test('the pause between attempts doubles up to its limit, and chance takes up to half of it away', () => {
  const limits = { ...timings, retryMsMin: 500, retryMsMax: 15_000 }
  assert.deepEqual(
    [0, 1, 2, 5, 60].map((losses) => retryMs(losses, limits, 1)),
    [500, 1_000, 2_000, 15_000, 15_000],
  )
  assert.equal(retryMs(0, limits, 0), 250)
})

function message(seq: number): JobProgress {
  return {
    type: 'job.progress',
    seq,
    epoch: 'an epoch',
    jobId: 'a-job',
    status: 'processing',
    totalRecords: 4,
    processedRecords: seq,
    validRecords: seq,
    invalidRecords: 0,
    suspiciousRecords: 0,
    progressPercent: 25 * seq,
  }
}
