import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { sql } from 'kysely'
import { makeKey, makeUser } from '../support/accounts.ts'
import { addJob, connectLive, eventually, type LiveClient, runJob, startLiveApps } from '../support/live.ts'

const { db, apps } = await startLiveApps([{}, { idleMs: 60 }, { stuckMs: 2_000 }])
const [app, impatientApp, strictApp] = apps
const user = await makeUser(db)
const { headers } = await makeKey(db, user)
const path = `/ws/${user.id}`

const connect = ({ port } = app): Promise<LiveClient> => connectLive(port, path, { headers })

async function answersPing({ socket, others }: LiveClient): Promise<void> {
  const before = others.length
  socket.send('ping')
  await eventually(() => others.length > before)
}

describe('what a client sends', () => {
  test('is answered when it is ping, and ignored when it is anything else', async () => {
    const client = await connect()
    for (const junk of [
      '',
      'PING',
      'ping ',
      '{}',
      '{"type":"job.progress"}',
      'null',
      '\0',
      '💥',
      'x'.repeat(65_536),
    ])
      client.socket.send(junk)
    client.socket.send(Buffer.from('ping'), { binary: true })
    client.socket.send(Buffer.alloc(65_536, 0xff), { binary: true })
    client.socket.pong('nobody asked')
    await answersPing(client)
    assert.deepEqual(client.others, ['pong'])
    client.socket.close()
  })

  test('over 64 KiB closes with 1009, in one frame or in many, text or not', async () => {
    for (const send of [
      (client: LiveClient) => client.socket.send('x'.repeat(65_537)),
      (client: LiveClient) => client.socket.send(Buffer.alloc(10_000_000)),
      (client: LiveClient) => {
        for (let i = 0; i < 70; i++) client.socket.send('x'.repeat(1_024), { fin: i === 69 })
      },
    ]) {
      const client = await connect()
      send(client)
      assert.deepEqual(await client.ended, { code: 1009 })
    }
  })

  test('that breaks the protocol closes the connection, and only that one', async () => {
    const bystander = await connect()
    for (const [frame, code] of [
      // Text that is not UTF-8, an unknown kind of frame, a frame that is not masked, and a ping of 126 bytes.
      [Buffer.from([0x81, 0x82, 0, 0, 0, 0, 0xc3, 0x28]), 1007],
      [Buffer.from([0x83, 0x80, 0, 0, 0, 0]), 1002],
      [Buffer.from([0x81, 0x01, 0x61]), 1002],
      [Buffer.concat([Buffer.from([0x89, 0xfe, 0, 126, 0, 0, 0, 0]), Buffer.alloc(126)]), 1002],
    ] as const) {
      const client = await connect()
      writeBytes(client, frame)
      assert.deepEqual(await client.ended, { code })
    }
    await answersPing(bystander)
    bystander.socket.close()
  })

  test('may be ten thousand pings of both kinds', async () => {
    const client = await connect()
    let pongs = 0
    client.socket.on('pong', () => {
      pongs += 1
    })
    for (let i = 0; i < 10_000; i++) {
      client.socket.send('ping')
      client.socket.ping()
    }
    await eventually(() => client.others.length === 10_000 && pongs > 0)
    await runJob(await addJob(db, user.id))
    await client.until((messages) => messages.at(-1)?.status === 'completed')
    client.socket.close()
  })
})

describe('a silent client', () => {
  test('is pinged, and stays while it answers', async () => {
    const client = await connect(impatientApp)
    let pings = 0
    client.socket.on('ping', () => {
      pings += 1
    })
    await eventually(() => pings >= 4)
    assert.equal(client.socket.readyState, client.socket.OPEN)
    client.socket.close()
  })

  test('that does not answer is dropped', async () => {
    const client = await connectLive(impatientApp.port, path, { headers, autoPong: false })
    assert.deepEqual(await client.ended, { code: 1006 })
  })
})

test('a client that does not read is closed with 1013, and holds up nobody', async () => {
  const [slow, quick] = [await connect(strictApp), await connect(strictApp)]
  slow.socket.pause()
  assert.equal(strictApp.live.hub.count(), 2)
  // The system takes some megabytes for a client of the same machine before the server's own side is full.
  for (let revision = 0; strictApp.live.hub.count() === 2 && revision < 200_000; ) {
    revision += await announceOften(revision)
    await quick.until((messages) => messages.at(-1)?.totalRecords === revision)
  }
  await eventually(() => strictApp.live.hub.count() === 1)
  await runJob(await addJob(db, user.id))
  await quick.until((messages) => messages.at(-1)?.status === 'completed')
  assert.deepEqual(
    quick.messages.map(({ seq }) => seq),
    quick.messages.map((_, i) => i + 1),
  )
  quick.socket.close()
})

test('two hundred sockets of one user all hear everything', async () => {
  const other = await makeUser(db)
  const { headers: sent } = await makeKey(db, other)
  // What it is told of this one shows that a socket listens.
  await (await addJob(db, other.id)).change({ status: 'queued' })
  const clients = await Promise.all(
    Array.from({ length: 200 }, () => connectLive(app.port, `/ws/${other.id}`, { headers: sent })),
  )
  for (const client of clients) await client.until(({ length }) => length === 1)
  await runJob(await addJob(db, other.id))
  for (const client of clients) {
    await client.until((messages) => messages.at(-1)?.status === 'completed')
    assert.equal(client.messages.length, 5)
    assert.deepEqual(client.messages, clients[0]?.messages)
    client.socket.close()
  }
})

/** Announces a job five hundred times, as if it were queued again and again: that is never passed over. */
async function announceOften(revision: number): Promise<number> {
  await sql`
    select pg_notify('docket_jobs', json_build_object('jobId', 'j', 'userId', ${user.id}::text, 'revision', n,
      'status', 'queued', 'totalRecords', n, 'processedRecords', 0, 'validRecords', 0, 'invalidRecords', 0,
      'suspiciousRecords', 0, 'progressPercent', 0, 'startedAt', null, 'startedMsAgo', null)::text)
    from generate_series(${revision}::integer + 1, ${revision}::integer + 500) as n
  `.execute(db)
  return 500
}

/** Writes to the connection below the client's own frames, which are always right. */
function writeBytes({ socket }: LiveClient, bytes: Buffer): void {
  assert.ok('_socket' in socket)
  // `ws` keeps its connection there and does not say so in its types.
  const connection = socket._socket as { write(bytes: Buffer): void }
  connection.write(bytes)
}
