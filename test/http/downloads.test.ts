import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type ClientRequest, get, type IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import { CsvBody } from '../../contract/lists.ts'
import type { Context } from '../../server/platform/context.ts'
import { streamRows } from '../../server/platform/database/stream-rows.ts'
import { httpLimits } from '../../server/platform/http/limits.ts'
import { sendCsv } from '../../server/platform/http/send-csv.ts'
import { problemOf, startTestApp } from '../support/app.ts'

const lineCount = 300_000

/** Downloads whose query is given as its last column, so that a test says where it fails. */
function addDownloads(api: FastifyInstance, { db }: Context): void {
  const queries: Record<string, string> = {
    all: `select n, repeat('x', 100) as note from generate_series(1, ${lineCount}) as n`,
    'fails-at-once': `select n / 0 as n, '' as note from generate_series(1, 9) as n`,
    'fails-late': `select 10 / (200000 - n) as n, repeat('x', 100) as note from generate_series(1, 300000) as n`,
    slow: `select 1 as n, '' as note from pg_sleep(60)`,
    formulas: `select 1 as n, '=1+1' as note union all select -50, 'a "quoted", text'`,
  }
  for (const [name, query] of Object.entries(queries))
    api.get(
      `/${name}.csv`,
      { config: { longAnswer: true }, schema: { response: { 200: CsvBody } } },
      async ({ signal }, reply) =>
        sendCsv(reply, {
          fileName: `${name} "of" today.csv`,
          header: ['n', 'note'],
          rows: readLines(streamRows(db, sql.raw<Line>(query), { signal })),
        }),
    )
}

interface Line {
  n: number
  note: string
}

let linesRead = 0

async function* readLines(rows: AsyncIterable<Line>): AsyncGenerator<[number, string]> {
  for await (const { n, note } of rows) {
    linesRead += 1
    yield [n, note]
  }
}

let asking: (() => void) | undefined

async function authenticate({ headers }: FastifyRequest) {
  const isHeld = headers['x-held'] !== undefined
  if (isHeld) await new Promise<void>((resolve) => (asking = resolve))
  const keyId = String(headers['x-who'] ?? 'ann')
  return { kind: 'key', keyId, userId: keyId, name: keyId, role: 'viewer' } as const
}

const { app, send, db, port, logged } = await startTestApp({
  authenticate,
  features: [addDownloads],
  limits: { ...httpLimits, answerTimeoutMs: 300 },
})

const opened: ClientRequest[] = []

afterEach(() => {
  for (const request of opened.splice(0)) request.destroy()
})

function request(path: string, who = 'ann'): ClientRequest {
  const made = get({ port, host: '127.0.0.1', path, agent: false, headers: { 'x-who': who } })
  made.on('error', () => {})
  opened.push(made)
  return made
}

async function openDownload(path: string, who?: string): Promise<IncomingMessage> {
  const [response] = await once(request(path, who), 'response')
  return response
}

async function countBusy(state = "state <> 'idle'"): Promise<number> {
  const { rows } = await sql<{ busy: number }>`
    select count(*) as busy from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and ${sql.raw(state)}`.execute(db)
  return rows[0]?.busy ?? 0
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 5_000
  while (!(await condition())) {
    assert.ok(performance.now() < deadline, 'it did not happen within 5 s')
    await sleep(10)
  }
}

async function countSockets(): Promise<number> {
  return new Promise((resolve, reject) =>
    app.server.getConnections((error, count) => (error === null ? resolve(count) : reject(error))),
  )
}

const nothingRuns = async () => (await countBusy()) === 0

describe('a download', () => {
  test('is a file with a harmless name and guarded cells, and is kept by no cache', async () => {
    const answer = await send('/api/formulas.csv')
    assert.equal(answer.status, 200)
    assert.equal(answer.headers['content-type'], 'text/csv; charset=utf-8')
    assert.equal(answer.headers['content-disposition'], 'attachment; filename="formulas--of--today.csv"')
    assert.equal(answer.headers['cache-control'], 'no-store')
    assert.equal(answer.text, `n,note\n1,'=1+1\n-50,"a ""quoted"", text"\n`)
  })

  test('of 300,000 lines comes whole, also past the time-out of other answers', async () => {
    const { text: body } = await send('/api/all.csv')
    const lines = body.trimEnd().split('\n')
    assert.equal(lines.length, lineCount + 1)
    assert.equal(lines.at(-1), `${lineCount},${'x'.repeat(100)}`)
  })

  test('waits for a slow reader, and then goes on', async () => {
    linesRead = 0
    const response = await openDownload('/api/all.csv')
    await once(response, 'readable')
    await until(async () => (await countBusy("state = 'idle in transaction'")) === 1)
    // What was read is in buffers of a fixed size on the way: no memory grows with the file.
    assert.ok(linesRead < lineCount / 2, `${linesRead} lines were read`)
    assert.equal((await text(response)).trimEnd().split('\n').length, lineCount + 1)
    await until(nothingRuns)
  })

  test('lets go of its connection when its reader goes away', async () => {
    const response = await openDownload('/api/all.csv')
    await once(response, 'readable')
    assert.equal(await countBusy(), 1)
    response.destroy()
    await until(nothingRuns)
  })

  test('cancels its statement when its reader goes away before the first line', async () => {
    const waiting = request('/api/slow.csv')
    await until(async () => (await countBusy("state = 'active'")) === 1)
    waiting.destroy()
    await until(nothingRuns)
  })

  test('that fails before anything was sent is a problem, not a file', async () => {
    const answer = await send('/api/fails-at-once.csv')
    assert.equal(answer.status, 500)
    assert.equal(problemOf(answer)['code'], 'internal-error')
    assert.equal(answer.headers['content-disposition'], undefined)
    assert.ok(logged.some((line) => JSON.stringify(line).includes('division by zero')))
  })

  test('that fails in the middle is cut, so that nobody takes it for whole', async () => {
    const response = await openDownload('/api/fails-late.csv')
    assert.equal(response.statusCode, 200)
    await assert.rejects(text(response), { code: 'ECONNRESET' })
    await until(nothingRuns)
  })

  test('reads nothing for a HEAD', async () => {
    const { status, text: body, headers } = await send('/api/slow.csv', { method: 'HEAD' })
    assert.deepEqual([status, body, headers['content-type']], [200, '', 'text/csv; charset=utf-8'])
  })

  test('takes no place of others when its reader goes away before it is known who asks', async () => {
    for (let times = 0; times < 5; times += 1) {
      const socket = connect(port, '127.0.0.1')
      socket.write('GET /api/all.csv HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Held: yes\r\n\r\n')
      await until(async () => asking !== undefined)
      socket.destroy()
      await until(async () => (await countSockets()) === 0)
      asking?.()
      asking = undefined
    }
    assert.equal((await send('/api/formulas.csv')).status, 200)
    await until(nothingRuns)
  })

  test('is refused while half of the database’s connections are taken by others', async () => {
    const readers = ['ann', 'ann', 'ann', 'bob', 'bob']
    const running = await Promise.all(readers.map((who) => openDownload('/api/all.csv', who)))
    const answer = await send('/api/all.csv', { headers: { 'x-who': 'cleo' } })
    for (const response of running) response.destroy()
    assert.equal(answer.status, 429)
    assert.equal(problemOf(answer)['code'], 'too-many-downloads')
    assert.equal(answer.headers['retry-after'], '5')
    await until(nothingRuns)
    assert.equal((await send('/api/formulas.csv')).status, 200)
  })

  test('is refused to who has half of the places already, and not to others', async () => {
    const running = await Promise.all([1, 2, 3].map(() => openDownload('/api/all.csv')))
    const [own, other] = [
      await send('/api/formulas.csv'),
      await send('/api/formulas.csv', { headers: { 'x-who': 'bob' } }),
    ]
    for (const response of running) response.destroy()
    assert.deepEqual([own.status, problemOf(own)['code']], [429, 'too-many-downloads'])
    assert.equal(other.status, 200)
    await until(nothingRuns)
  })
})
