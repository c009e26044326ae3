import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { after, test } from 'node:test'
import { watchJob } from './follow-job.ts'

const job = {
  id: 'j1',
  userId: 'u1',
  kind: 'transactions',
  status: 'completed',
  files: [],
  totalRecords: 1,
  processedRecords: 1,
  validRecords: 1,
  invalidRecords: 0,
  suspiciousRecords: 0,
  progressPercent: 100,
  error: null,
  createdAt: '2024-01-15T00:00:00.000Z',
  startedAt: '2024-01-15T00:00:00.000Z',
  finishedAt: '2024-01-15T00:00:01.000Z',
}

test('a job is followed on while the server says that its database is away, and that is told once', async () => {
  const url = await startServer([
    refusal('not-ready', 503),
    refusal('not-ready', 503),
    { status: 200, body: job },
  ])
  const told: string[] = []
  assert.equal((await watch(url, told).untilEnded()).status, 'completed')
  assert.equal(told.length, 1)
})

test('any other refusal ends the watch', async () => {
  const url = await startServer([refusal('not-found', 404)])
  await assert.rejects(watch(url, []).untilEnded())
})

function watch(url: string, told: string[]) {
  return watchJob(
    { url, key: 'a-key' },
    { jobId: 'j1', isStreamOpen: () => false, onHeard: () => {}, onWaiting: (reason) => told.push(reason) },
  )
}

interface Reply {
  status: number
  body: object
}

function refusal(code: string, status: number): Reply {
  const body = { type: `urn:docket:problem:${code}`, title: 'T', status, detail: 'D', code, requestId: 'r1' }
  return { status, body }
}

/** Answers with these one after the other, as a server that is away and comes back would. */
async function startServer(replies: Reply[]): Promise<string> {
  const server = createServer((_request, response) => {
    const { status, body } = replies.shift() ?? { status: 500, body: {} }
    response.writeHead(status, { 'content-type': 'application/json', connection: 'close' })
    response.end(JSON.stringify(body))
  }).listen(0, '127.0.0.1')
  after(() => server.close())
  await once(server, 'listening')
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
}
