import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { sql } from 'kysely'
import { openTestDatabase } from '../../../../test/support/database.ts'
import { openConnection } from '../../../platform/database/open-connection.ts'
import { announceJob, readJobNews } from './announce-job-queries.ts'

// Registered before the database's own clean-up, which wants every connection to be closed.
after(() => close())
const { db, url } = await openTestDatabase()
const { client, close } = await openConnection(url, () => undefined)
const heard: string[] = []
client.on('notification', ({ payload }) => heard.push(payload ?? ''))

test('a job is announced with what its owner is shown, in far fewer than 8000 bytes', async () => {
  await client.query('listen docket_jobs')
  const user = await addUser()
  const job = await addJob(user)
  await announceJob(db, job.id)
  await client.query('select 1')
  const [payload = ''] = heard.splice(0)
  assert.deepEqual(JSON.parse(payload), {
    jobId: job.publicId,
    userId: user,
    revision: 3,
    status: 'queued',
    totalRecords: 4,
    processedRecords: 0,
    validRecords: 0,
    invalidRecords: 0,
    suspiciousRecords: 0,
    progressPercent: 0,
    startedAt: null,
    startedMsAgo: null,
  })
  assert.ok(Buffer.byteLength(payload) < 1_000, payload)
})

test('a job that is gone is not announced', async () => {
  await announceJob(db, 4_711)
  await client.query('select 1')
  assert.deepEqual(heard, [])
})

test('news are read of the running jobs of the users, of those that ended lately, and of those asked for', async () => {
  const [user, other] = [await addUser(), await addUser()]
  const running = await addJob(user)
  const ended = await addJob(user, `'failed', now() - interval '5 seconds'`)
  const endedBefore = await addJob(user, `'failed', now() - interval '5 minutes'`)
  const pending = await addJob(user, `'pending', null`)
  const foreign = await addJob(other)
  const read = (jobIds: string[]) => readJobNews(db, { userIds: [user], jobIds, endedWithinMs: 60_000 })
  const idsOf = (news: unknown[]) => news.map((one) => JSON.parse(JSON.stringify(one)).jobId)
  assert.deepEqual(idsOf(await read([])), [running.publicId, ended.publicId])
  assert.deepEqual(idsOf(await read([endedBefore.publicId, pending.publicId])), [
    running.publicId,
    ended.publicId,
    endedBefore.publicId,
    pending.publicId,
  ])
  assert.equal(foreign.publicId.length, 36)
})

async function addUser(): Promise<string> {
  const { rows } = await sql<{ id: string }>`
    insert into users (email, name) values (gen_random_uuid() || '@example.com', 'A') returning id`.execute(
    db,
  )
  return rows[0]?.id ?? ''
}

async function addJob(
  userId: string,
  statusAndEnd = `'queued', null`,
): Promise<{ id: number; publicId: string }> {
  const { rows } = await sql<{ id: number; publicId: string }>`
    insert into jobs (user_id, kind, revision, total_records, status, finished_at)
    values (${userId}, 'transactions', 3, 4, ${sql.raw(statusAndEnd)}) returning id, public_id as "publicId"
  `.execute(db)
  return rows[0] ?? { id: 0, publicId: '' }
}
