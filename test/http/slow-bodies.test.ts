import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import { httpLimits } from '../../server/platform/http/limits.ts'
import { startTestApp } from '../support/app.ts'
import { addProbeRoutes } from './probe-routes.ts'

/** An upload that counts its bytes. */
function addUpload(api: FastifyInstance): void {
  api.removeContentTypeParser('application/octet-stream')
  api.addContentTypeParser('application/octet-stream', (_request, payload, done) => done(null, payload))
  api.post('/upload', { config: { slowBody: true } }, async ({ raw }) => {
    let bytes = 0
    for await (const chunk of raw) bytes += chunk.length
    return { bytes }
  })
}

const authenticate = () => ({ kind: 'admin-key', role: 'admin' }) as const
const { port } = await startTestApp({
  authenticate,
  features: [addProbeRoutes, addUpload],
  limits: { ...httpLimits, requestTimeoutMs: 400, idleBodyTimeoutMs: 400, answerTimeoutMs: 600 },
})

function head(path: string, type: string, length: number): string {
  return `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: ${type}\r\nContent-Length: ${length}\r\nConnection: close\r\n\r\n`
}

/** Sends a body byte by byte, `pauseMs` apart, until the server has had enough of it. */
async function trickle(start: string, bytes: number, pauseMs: number): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  const answer = text(socket).catch(String)
  socket.on('error', () => {})
  socket.write(start)
  for (let sent = 0; sent < bytes && !socket.closed && !socket.readableEnded; sent += 1) {
    await sleep(pauseMs)
    if (socket.writable) socket.write(' ')
  }
  return answer
}

describe('a body', () => {
  test('that trickles in for too long is 408', async () => {
    const answer = await trickle(head('/api/echo', 'application/json', 1_000), 1_000, 20)
    assert.match(answer, /^HTTP\/1\.1 408 .*"code":"request-timeout"/s)
  })

  test('of an upload may take any time while its bytes keep arriving', async () => {
    const answer = await trickle(head('/api/upload', 'application/octet-stream', 30), 30, 50)
    assert.match(answer, /^HTTP\/1\.1 200 .*\{"bytes":30\}$/s)
  })

  test('of an upload that falls silent is 408', async () => {
    const answer = await trickle(head('/api/upload', 'application/octet-stream', 30), 3, 10)
    assert.match(answer, /^HTTP\/1\.1 408 .*"code":"request-timeout"/s)
  })

  test('of a request that was answered already does not keep its connection', async () => {
    const start = head('/api/nowhere', 'application/json', 1_000).replace('Connection: close\r\n', '')
    const answer = await trickle(start, 1_000, 20)
    assert.match(answer, /^HTTP\/1\.1 404 /)
  })
})
