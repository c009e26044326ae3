import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { sql } from 'kysely'
import type { Job } from '../../../contract/jobs.ts'
import { startJobsApp } from '../../../test/support/jobs.ts'
import { cleanUpUploads } from './clean-up-uploads.ts'
import { removeExpiredUploads } from './remove-expired-uploads.ts'

const app = await startJobsApp({ config: { uploadRetentionDays: 30 } })
const ann = await app.person()

test('the file of a job that ended long ago goes, and its rows stay', async () => {
  const { id } = await app.makeJob(ann)
  await sql`
    update jobs set status = 'completed', valid_records = total_records, finished_at = now() - interval '31 days'
    where public_id = ${id}
  `.execute(app.db)
  await sql`update job_files set created_at = now() - interval '32 days'`.execute(app.db)
  assert.deepEqual(await cleanUp(), { cancelledJobs: 0, expiredFiles: 1, strayFiles: 0 })
  assert.deepEqual(app.listFolder(), [])
  const job = await get(id)
  assert.equal(job.validRecords, 4)
  assert.equal(job.files[0]?.name, 'payments.csv')
  assert.deepEqual(await cleanUp(), { cancelledJobs: 0, expiredFiles: 0, strayFiles: 0 })
})

test('files stay of jobs that run, that ended lately, or that were mended lately', async () => {
  const running = await app.makeJob(ann)
  const lately = await app.makeJob(ann)
  const mended = await app.makeJob(ann)
  await sql`
    update jobs set status = case when public_id = ${running.id} then 'processing' else 'failed' end,
      created_at = now() - interval '90 days',
      finished_at = now() - case public_id
        when ${running.id} then null when ${lately.id} then interval '29 days' else interval '60 days' end
    where public_id in (${running.id}, ${lately.id}, ${mended.id})
  `.execute(app.db)
  const before = app.listFolder()
  assert.deepEqual(await cleanUp(), { cancelledJobs: 0, expiredFiles: 0, strayFiles: 0 })
  assert.deepEqual(app.listFolder(), before)
})

test('a job that was never started is cancelled, with the reason', async () => {
  const forgotten = await app.makeJob(ann)
  const young = await app.makeJob(ann)
  await sql`update jobs set created_at = now() - interval '31 days' where public_id = ${forgotten.id}`.execute(
    app.db,
  )
  assert.equal((await cleanUp()).cancelledJobs, 1)
  const { status, error } = await get(forgotten.id)
  assert.deepEqual([status, error], ['cancelled', 'cancelled: it was not started within 30 days'])
  assert.equal((await get(young.id)).status, 'pending')
})

test('a file that belongs to no job goes, but not while its upload may be under way', async () => {
  const strays = ['old', 'young'].map(() => join(app.folder, randomBytes(16).toString('hex')))
  for (const path of strays) writeFileSync(path, 'x')
  const kept = app.listFolder().length - 1
  const threeDaysAgo = new Date(Date.now() - 3 * 86_400_000)
  for (const name of app.listFolder().filter((one) => !strays[1]?.endsWith(one)))
    utimesSync(join(app.folder, name), threeDaysAgo, threeDaysAgo)
  assert.equal((await cleanUp()).strayFiles, 1)
  assert.equal(app.listFolder().length, kept)
  rmSync(strays[1] ?? '')
})

test('the engine runs the clean-up every hour', async () => {
  const { handlers, schedules } = cleanUpUploads(app.context, app.services)
  assert.deepEqual(
    schedules.map(({ kind }) => kind),
    Object.keys(handlers),
  )
  const [handler] = Object.values(handlers)
  const outcome = await handler?.('', { signal: new AbortController().signal, beat: () => undefined })
  assert.deepEqual(outcome, { next: 'done' })
})

function cleanUp() {
  return removeExpiredUploads(app.context, app.services)
}

async function get(id: string): Promise<Job> {
  return JSON.parse((await app.send(`/api/jobs/${id}`, ann)).text)
}
