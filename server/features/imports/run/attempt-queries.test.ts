import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { sql } from 'kysely'
import {
  type ImportJob,
  makeFilesFolder,
  makeImportJob,
  readJob,
  until,
} from '../../../../test/engine/import-job.ts'
import { openTestDatabase } from '../../../../test/support/database.ts'
import { openConnection } from '../../../platform/database/open-connection.ts'
import {
  endPausedHolders,
  findFilesToImport,
  findUnownedJobs,
  recordFailure,
  recordWaiting,
} from './attempt-queries.ts'
import { takeJob } from './lease-queries.ts'

const { db, url } = await openTestDatabase()
const folder = makeFilesFolder()
after(() => folder.remove())

describe('a failed attempt', () => {
  test('is tried again after 1, 2, 4, 8, 16, 30 and 30 s; the eighth in a row fails the job', async () => {
    const job = await makeImportJob(db, folder.path, 1)
    const delays: (number | null)[] = []
    for (let attempts = 0; attempts < 8; attempts += 1) {
      await makeDue(job)
      await recordFailure(db, { publicId: job.publicId }, 'it broke', 8)
      delays.push(await readDelay(job))
    }
    assert.deepEqual(delays, [1, 2, 4, 8, 16, 30, 30, null])
    const { status, error } = await readJob(db, job)
    assert.deepEqual([status, error], ['failed', '8 attempts failed: it broke'])
  })

  test('of a run that lost its job, or of a job that has ended, is not counted', async () => {
    const job = await makeImportJob(db, folder.path, 1)
    const connection = await hold(job, 60_000)
    const attempts = [{ publicId: job.publicId, lease: 7 }, { publicId: job.publicId }]
    for (const attempt of attempts) {
      assert.equal(await recordFailure(db, attempt, 'it broke', 8), undefined)
      assert.equal(await recordWaiting(db, attempt, 'waiting', 1_000), undefined)
    }
    await connection.close()
    await sql`update jobs set status = 'cancelled' where id = ${job.id}`.execute(db)
    assert.equal(await recordFailure(db, { publicId: job.publicId, lease: 1 }, 'it broke', 8), undefined)
    assert.equal((await readJob(db, job)).failures, 0)
  })
})

test('waiting is said once, and never counted', async () => {
  const job = await makeImportJob(db, folder.path, 1)
  for (let i = 0; i < 10; i += 1) {
    await makeDue(job)
    await recordWaiting(db, { publicId: job.publicId }, 'waiting: the disk is full', 2_000)
  }
  const { failures, error } = await readJob(db, job)
  assert.deepEqual([failures, error], [0, 'waiting: the disk is full'])
  const { revision } = await db
    .selectFrom('jobs')
    .select('revision')
    .where('id', '=', job.id)
    .executeTakeFirstOrThrow()
  assert.equal(revision, 1)
})

describe('a job that somebody holds', () => {
  test('is found by nobody, until the lease is over, or the connection of its holder is gone', async () => {
    const job = await makeImportJob(db, folder.path, 1)
    const isFree = async () => (await findUnownedJobs(db)).some(({ public_id }) => public_id === job.publicId)
    assert.equal(await isFree(), true)
    const dying = await hold(job, 60_000)
    assert.equal(await isFree(), false)
    await dying.close()
    await until(isFree, 10_000, 'the job to be free')

    const slow = await hold(job, 60_000)
    assert.equal(await isFree(), false)
    await sql`update jobs set lease_until = now() - interval '1 ms' where id = ${job.id}`.execute(db)
    assert.equal(await isFree(), true)
    await slow.close()
  })

  test('is held by a connection, not by whoever has its number later', async () => {
    const job = await makeImportJob(db, folder.path, 1)
    const connection = await hold(job, 60_000)
    await sql`
      update jobs set lease_backend_start = lease_backend_start - interval '1 s' where id = ${job.id}
    `.execute(db)
    assert.ok((await findUnownedJobs(db)).some(({ public_id }) => public_id === job.publicId))
    await connection.close()
  })

  test('is taken from a holder that was paused past its lease, whose connection ends, and no other', async () => {
    const paused = await makeImportJob(db, folder.path, 1)
    const healthy = await makeImportJob(db, folder.path, 1)
    const [zombie, alive] = [await hold(paused, 0), await hold(healthy, 60_000)]
    const bystander = await openConnection(url, assert.ifError)
    await zombie.client.query('begin')
    await zombie.client.query('select from jobs where id = $1 for update', [paused.id])
    assert.deepEqual(await endPausedHolders(db), [paused.publicId])
    await assert.rejects(zombie.client.query('commit'))
    await alive.client.query('select 1')
    await bystander.client.query('select 1')
    assert.deepEqual(await endPausedHolders(db), [])
    for (const connection of [zombie, alive, bystander]) await connection.close().catch(() => undefined)
  })
})

test('the files of a job come in the order of its parts, repairs left out; those of one that is over do not come', async () => {
  const job = await makeImportJob(db, folder.path, 1)
  await sql`
    insert into job_files (job_id, role, name, stored_as, bytes, sha256, records)
    select ${job.id}, role, role, role, 1, '', 1 from unnest(array['repair', 'barcodes', 'orders']) as role
  `.execute(db)
  const files = await findFilesToImport(db, job.publicId)
  assert.deepEqual(
    files.map(({ role }) => role),
    ['transactions', 'orders', 'barcodes'],
  )
  await sql`update jobs set status = 'cancelled' where id = ${job.id}`.execute(db)
  assert.deepEqual(await findFilesToImport(db, job.publicId), [])
})

/** Takes the job on a connection of its own, as a run does. */
async function hold(job: ImportJob, leaseMs: number) {
  const connection = await openConnection(url, () => undefined)
  const taken = await connection.db.transaction().execute((tx) => takeJob(tx, job.publicId, leaseMs))
  assert.ok(taken, 'the job is free')
  return connection
}

async function makeDue({ id }: ImportJob): Promise<void> {
  await sql`update jobs set next_attempt_at = null where id = ${id}`.execute(db)
}

/** In how many seconds the job is tried again; null when it is not. */
async function readDelay({ id }: ImportJob): Promise<number | null> {
  const { rows } = await sql<{ seconds: number | null }>`
    select ceil(extract(epoch from next_attempt_at - clock_timestamp()))::integer as seconds
    from jobs where id = ${id}
  `.execute(db)
  return rows[0]?.seconds ?? null
}
