import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Compile } from 'typebox/schema'
import { JobProgress } from '../../contract/live.ts'
import { makeKey, makeSession, makeUser } from '../support/accounts.ts'
import { withKey } from '../support/app.ts'
import { addJob, connectLive, runJob, startLiveApps } from '../support/live.ts'

const { db, apps } = await startLiveApps([{}, {}])
const [app, otherApp] = apps
const schema = Compile(JobProgress)

/** A user with a key, and a way to watch their stream. */
async function makeWatcher() {
  const user = await makeUser(db)
  const { headers } = await makeKey(db, user)
  return {
    user,
    headers,
    watch: (query = '', { port } = app) => connectLive(port, `/ws/${user.id}${query}`, { headers }),
  }
}

function storyOf(messages: readonly JobProgress[]): string[] {
  return messages.map(({ status, processedRecords }) => `${status} ${processedRecords}`)
}

function hasEnded(messages: readonly JobProgress[]): boolean {
  return ['completed', 'failed', 'cancelled'].includes(messages.at(-1)?.status ?? '')
}

describe('a job', () => {
  test('is told in order, numbered from 1 without gaps, each message as the contract says', async () => {
    const { user, watch } = await makeWatcher()
    const client = await watch()
    const job = await addJob(db, user.id)
    await runJob(job)
    await client.until(hasEnded)
    assert.deepEqual(storyOf(client.messages), [
      'queued 0',
      'processing 0',
      'processing 100',
      'completed 100',
    ])
    assert.deepEqual(
      client.messages.map(({ seq }) => seq),
      [1, 2, 3, 4],
    )
    for (const message of client.messages) assert.ok(schema.Check(message), JSON.stringify(message))
    assert.equal(new Set(client.messages.map(({ epoch }) => epoch)).size, 1)
  })

  test('of another process is told too', async () => {
    const { user, watch } = await makeWatcher()
    const clients = [await watch(), await watch('', otherApp)]
    await runJob(await addJob(db, user.id))
    for (const client of clients) {
      await client.until(hasEnded)
      assert.equal(client.messages.length, 4)
    }
  })

  test('with a thousand rapid changes is told seldom, never backwards, with its begin, a middle and its end', async () => {
    const { user, watch } = await makeWatcher()
    const client = await watch()
    const job = await addJob(db, user.id)
    await job.change({ total: 1_000 }, { announced: false })
    const begunAt = performance.now()
    await runJob(
      job,
      Array.from({ length: 1_000 }, (_, i) => i + 1),
    )
    await client.until(hasEnded)
    const allowed = 4 + 4 * ((performance.now() - begunAt) / 1_000)
    const { messages } = client
    assert.ok(messages.length <= allowed, `${messages.length} messages where ${allowed} are allowed`)
    assert.ok(messages.length >= 4)
    assert.deepEqual(storyOf(messages.slice(0, 2)), ['queued 0', 'processing 0'])
    assert.equal(messages.at(-2)?.status, 'processing')
    assert.deepEqual(storyOf(messages.slice(-1)), ['completed 1000'])
    assert.deepEqual(
      messages.map((one) => one.progressPercent),
      messages.map((one) => one.progressPercent).toSorted((a, b) => a - b),
    )
  })

  test('whose notifications are all lost is told by the next look, in the same order', async () => {
    const { user, watch } = await makeWatcher()
    const client = await watch()
    const job = await addJob(db, user.id)
    const quiet = { announced: false }
    await job.change({ status: 'queued' }, quiet)
    await job.change({ status: 'processing', started: true }, quiet)
    await job.change({ status: 'completed', processed: 100, ended: true }, quiet)
    await client.until(hasEnded)
    assert.deepEqual(storyOf(client.messages), ['queued 0', 'processing 0', 'completed 100'])
  })

  test('that failed and is run again goes on where it was', async () => {
    const { user, watch } = await makeWatcher()
    const client = await watch()
    const job = await addJob(db, user.id)
    await job.change({ status: 'queued' })
    await job.change({ status: 'processing', started: true })
    await job.change({ processed: 40 })
    await job.change({ status: 'failed', ended: true })
    await job.change({ status: 'queued' })
    await job.change({ status: 'processing', started: true })
    await job.change({ status: 'completed', processed: 100, ended: true })
    await client.until((messages) => messages.at(-1)?.status === 'completed')
    assert.deepEqual(storyOf(client.messages), [
      'queued 0',
      'processing 0',
      'processing 40',
      'failed 40',
      'queued 40',
      'processing 40',
      'completed 100',
    ])
  })

  test('of another user is never told', async () => {
    const [one, another] = [await makeWatcher(), await makeWatcher()]
    const admin = await makeUser(db, { role: 'admin' })
    const { headers } = await makeKey(db, admin)
    const clients = {
      one: await one.watch(),
      another: await another.watch(),
      // An admin sees the stream they ask for, and not their own with it.
      admin: await connectLive(app.port, `/ws/${one.user.id}`, { headers }),
      adminKey: await connectLive(app.port, `/ws/${another.user.id}`, { headers: withKey }),
    }
    const jobs = { one: await addJob(db, one.user.id), another: await addJob(db, another.user.id) }
    await Promise.all([runJob(jobs.one), runJob(jobs.another), runJob(await addJob(db, admin.id))])
    for (const client of Object.values(clients)) await client.until(hasEnded)
    const seen = (client: keyof typeof clients) => [
      ...new Set(clients[client].messages.map(({ jobId }) => jobId)),
    ]
    assert.deepEqual(seen('one'), [jobs.one.publicId])
    assert.deepEqual(seen('admin'), [jobs.one.publicId])
    assert.deepEqual(seen('another'), [jobs.another.publicId])
    assert.deepEqual(seen('adminKey'), [jobs.another.publicId])
  })
})

describe('a connection', () => {
  test('begins with how the running jobs stand, one message for each, and nothing of those that ended', async () => {
    const { user, watch } = await makeWatcher()
    const [queued, running, ended] = [
      await addJob(db, user.id),
      await addJob(db, user.id),
      await addJob(db, user.id),
    ]
    await addJob(db, user.id)
    await runJob(ended)
    await queued.change({ status: 'queued' })
    await running.change({ status: 'processing', started: true, processed: 30 })
    const client = await watch()
    await client.until(({ length }) => length >= 2)
    assert.deepEqual(
      client.messages.map(({ jobId, seq, status }) => [jobId, seq, status]),
      [
        [queued.publicId, 1, 'queued'],
        [running.publicId, 2, 'processing'],
      ],
    )
    // What comes next goes to those who were there and to those who come, under the same numbers.
    await running.change({ processed: 60 })
    await client.until(({ length }) => length >= 3)
    const second = await watch()
    await second.until(({ length }) => length >= 2)
    assert.deepEqual(
      new Set(second.messages.map(({ jobId }) => jobId)),
      new Set([queued.publicId, running.publicId]),
    )
    await client.until((messages) => messages.at(-1)?.seq === second.messages.at(-1)?.seq)
    assert.deepEqual(second.messages, client.messages.slice(-2))
  })

  test('begins with nothing when nothing runs', async () => {
    const { user, watch } = await makeWatcher()
    await runJob(await addJob(db, user.id))
    const client = await watch()
    client.socket.send('ping')
    // Longer than the server looks by itself.
    await runJob(await addJob(db, user.id))
    await client.until(hasEnded)
    assert.equal(client.messages.length, 4)
    assert.deepEqual(client.others, ['pong'])
  })

  test('goes on after what it got: every number once', async () => {
    const { user, watch } = await makeWatcher()
    const steady = await watch()
    const first = await watch()
    const job = await addJob(db, user.id)
    await job.change({ status: 'queued' })
    await job.change({ status: 'processing', started: true })
    await first.until(({ length }) => length === 2)
    first.socket.close()
    await first.ended
    await job.change({ processed: 50 })
    await steady.until(({ length }) => length === 3)
    await job.change({ status: 'completed', processed: 100, ended: true })
    const { seq = 0, epoch = '' } = first.messages.at(-1) ?? {}
    const second = await watch(`?since=${seq}&epoch=${epoch}`)
    await second.until(hasEnded)
    await steady.until(hasEnded)
    assert.deepEqual([...first.messages, ...second.messages], steady.messages)
    const again = await watch(`?since=${steady.messages.at(-1)?.seq}&epoch=${epoch}`)
    again.socket.send('ping')
    await runJob(await addJob(db, user.id))
    await again.until(hasEnded)
    assert.equal(again.messages[0]?.seq, steady.messages.length - again.messages.length + 1)
  })

  test('that names a place nobody knows begins anew', async () => {
    const { user, watch } = await makeWatcher()
    const job = await addJob(db, user.id)
    await job.change({ status: 'queued' })
    const first = await watch()
    await first.until(({ length }) => length === 1)
    const { epoch = '' } = first.messages[0] ?? {}
    for (const query of [
      '?since=1&epoch=another',
      `?since=99&epoch=${epoch}`,
      `?since=-1&epoch=${epoch}`,
      `?since=1.5&epoch=${epoch}`,
      `?since=&epoch=${epoch}`,
      `?since=1`,
      `?epoch=${epoch}`,
      `?since=%00&epoch=%ff&colour=red`,
      `?since=${'9'.repeat(400)}&epoch=${epoch}`,
    ]) {
      const client = await watch(query)
      await client.until(({ length }) => length > 0)
      assert.deepEqual(client.messages, first.messages, query)
      client.socket.close()
    }
    const whole = await watch(`?since=0&epoch=${epoch}`)
    await whole.until(({ length }) => length > 0)
    assert.deepEqual(whole.messages, first.messages)
  })

  test('with the cookie of a session gets the same', async () => {
    const { user } = await makeWatcher()
    const { headers } = await makeSession(db, user, app.port)
    const client = await connectLive(app.port, `/ws/${user.id}`, { headers })
    await runJob(await addJob(db, user.id))
    await client.until(hasEnded)
    assert.equal(client.messages.length, 4)
  })
})
