import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { request as httpRequest } from 'node:http'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { httpLimits } from '../../../../server/platform/http/limits.ts'
import { fourPayments, type JobsApp, startJobsApp } from '../../../../test/support/jobs.ts'
import { mountSmallDisk } from '../../../../test/support/small-disk.ts'

const disk = mountSmallDisk('1m')
const limits = { ...httpLimits, requestTimeoutMs: 300, idleBodyTimeoutMs: 500, answerTimeoutMs: 400 }
const app = await startJobsApp({ limits })
const ann = await app.person()

const partHead = '--b\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
const partEnd = '\r\n--b--\r\n'

describe('an upload that is cut off leaves nothing on disk and in the database', () => {
  const places = {
    'in its headers': '--b\r\nContent-Disp',
    'in a file': `${partHead}${fourPayments}`,
    'behind a file': `${partHead}${fourPayments}\r\n--b\r\n`,
    'before its last byte': `${partHead}${fourPayments}\r\n--b-`,
  }
  for (const [place, body] of Object.entries(places)) {
    test(place, async () => {
      const socket = openUpload(app, body.length + 1_000)
      socket.write(body)
      if (body.includes('t1')) await until(() => app.listFolder().length > 0)
      socket.destroy()
      await until(() => app.listFolder().length === 0)
      assert.equal(await countJobs(), 0)
    })
  }

  test('also when it only falls silent', async () => {
    const socket = openUpload(app, 10_000)
    socket.write(`${partHead}${fourPayments}`)
    assert.match(await text(socket), /^HTTP\/1\.1 408 /)
    await until(() => app.listFolder().length === 0)
    assert.equal(await countJobs(), 0)
  })
})

test('an upload may take longer than any other request, as long as bytes arrive', async () => {
  const body = `${partHead}${fourPayments}${partEnd}`
  const socket = openUpload(app, body.length)
  for (let at = 0; at < body.length; at += 20) {
    socket.write(body.slice(at, at + 20))
    // Slower altogether than any other body may be.
    await sleep(100)
  }
  assert.match(await text(socket), /^HTTP\/1\.1 201 /)
})

describe('a refusal arrives while the body is still being sent:', () => {
  test('of a user who is not there', async () => {
    assert.equal(await sendEndless('/api/jobs?user_id=nobody', ann.headers), 404)
  })

  test('of a field that is not known', async () => {
    assert.equal(await sendEndless('/api/jobs?kind=tickets', ann.headers), 422)
  })

  test('of whoever has no key', async () => {
    assert.equal(await sendEndless('/api/jobs', {}), 401)
  })
})

test('a line of 200 MB is read through in bounded memory', async () => {
  const memory = watchMemory()
  const { status, body } = await sendPieces(200, Buffer.alloc(1_048_576, 'x'))
  assert.equal(status, 201, body)
  assert.equal(JSON.parse(body).totalRecords, 0)
  assert.ok(memory.grownBytes() < 120 * 1_048_576, `${memory.grownBytes()} bytes more`)
  await app.send(`/api/jobs/${JSON.parse(body).id}`, { method: 'DELETE', headers: ann.headers })
})

test('a full disk is told as such, and a smaller file still fits', { skip: disk.skip }, async () => {
  const folder = join(disk.path, 'uploads')
  const small = await startJobsApp({ database: app.database, folder })
  const answer = await small.upload(ann, [{ bytes: 'x'.repeat(3_000_000) }])
  assert.equal(answer.status, 507)
  assert.match(answer.text, /"code":"storage-full"/)
  assert.deepEqual(readdirSync(folder), [])
  assert.equal((await small.upload(ann, [{ bytes: fourPayments }])).status, 201)
})

/** Opens a connection and sends the headers of an upload whose body is to have so many bytes. */
function openUpload({ port }: JobsApp, length: number): Socket {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => undefined)
  socket.write(
    `POST /api/jobs HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: ${ann.headers['authorization']}\r\n` +
      `Content-Type: multipart/form-data; boundary=b\r\nContent-Length: ${length}\r\n\r\n`,
  )
  return socket
}

/** Sends a body that never ends, until an answer comes. @returns its status */
async function sendEndless(path: string, headers: Record<string, string>): Promise<number | undefined> {
  const request = httpRequest({
    port: app.port,
    path,
    method: 'POST',
    headers: { ...headers, 'content-type': 'multipart/form-data; boundary=b' },
  })
  request.on('error', () => undefined)
  const piece = Buffer.alloc(65_536, 'x')
  const endless = new Readable({
    read() {
      this.push(piece)
    },
  })
  request.write(partHead)
  endless.pipe(request)
  const [response] = await once(request, 'response')
  const body = await text(response)
  assert.equal(JSON.parse(body).status, response.statusCode)
  endless.destroy()
  request.destroy()
  return response.statusCode
}

async function sendPieces(count: number, piece: Buffer): Promise<{ status: number; body: string }> {
  const length = partHead.length + count * piece.length + partEnd.length
  const request = httpRequest({
    port: app.port,
    path: '/api/jobs',
    method: 'POST',
    headers: { ...ann.headers, 'content-type': 'multipart/form-data; boundary=b', 'content-length': length },
  })
  Readable.from(bodyOf(count, piece)).pipe(request)
  const [response] = await once(request, 'response')
  return { status: response.statusCode, body: await text(response) }
}

function* bodyOf(count: number, piece: Buffer): Generator<Buffer> {
  yield Buffer.from(partHead)
  for (let i = 0; i < count; i++) yield piece
  yield Buffer.from(partEnd)
}

function watchMemory(): { grownBytes(): number } {
  const before = process.memoryUsage().rss
  let peak = before
  const timer = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss)
  }, 20)
  return {
    grownBytes() {
      clearInterval(timer)
      return peak - before
    },
  }
}

async function until(isTrue: () => boolean): Promise<void> {
  const deadline = performance.now() + 10_000
  while (!isTrue()) {
    if (performance.now() > deadline) throw new Error('it did not become true in 10 s')
    await sleep(5)
  }
}

async function countJobs(): Promise<number> {
  const jobs = await app.db.selectFrom('jobs').select('id').execute()
  return jobs.length
}
