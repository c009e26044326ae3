import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { sql } from 'kysely'
import type { Job, JobStatus } from '../../../contract/jobs.ts'
import { type Answer, problemOf, withKey } from '../../../test/support/app.ts'
import { type Person, startJobsApp } from '../../../test/support/jobs.ts'

const app = await startJobsApp()
const ann = await app.person()
const bob = await app.person()
const viewer = await app.person('viewer')
const admin = await app.person('admin')

describe('start', () => {
  test('puts a pending job into the queue', async () => {
    const { id } = await app.makeJob(ann)
    const answer = await change(ann, id, 'start')
    assert.equal(answer.status, 202)
    assert.equal(jobOf(answer).status, 'queued')
    assert.deepEqual(await app.queuedTurns(id), ['1'])
    assert.equal((await get(ann, id)).status, 'queued')
  })

  test('is accepted once of fifty at the same moment', async () => {
    const { id } = await app.makeJob(ann)
    const answers = await Promise.all(Array.from({ length: 50 }, () => change(ann, id, 'start')))
    assert.deepEqual(answers.map(({ status }) => status).sort(), [
      202,
      ...Array.from({ length: 49 }, () => 409),
    ])
    assert.deepEqual(await app.queuedTurns(id), ['1'])
    assert.equal(await countEntries(id, 'job.start'), 1)
  })

  for (const status of ['queued', 'processing', 'completed', 'failed', 'cancelled'] as const)
    test(`is refused when the job is ${status}, and says so`, async () => {
      const answer = await change(ann, await jobIn(status), 'start')
      assertConflict(answer, `Only a pending job can be started; this one is ${status}.`)
    })
})

describe('cancel', () => {
  for (const status of ['pending', 'queued', 'processing'] as const)
    test(`ends a job that is ${status}`, async () => {
      const id = await jobIn(status)
      const job = jobOf(await change(ann, id, 'cancel'))
      assert.equal(job.status, 'cancelled')
      assert.equal(job.error, 'cancelled before any record was stored')
      assert.notEqual(job.finishedAt, null)
    })

  test('says how much was stored', async () => {
    const id = await jobIn('processing')
    await sql`update jobs set total_records = 300000, processed_records = 12000 where public_id = ${id}`.execute(
      app.db,
    )
    assert.equal(jobOf(await change(ann, id, 'cancel')).error, 'cancelled after 12,000 of 300,000 records')
  })

  for (const status of ['completed', 'failed', 'cancelled'] as const)
    test(`is refused when the job is ${status}`, async () => {
      const answer = await change(ann, await jobIn(status), 'cancel')
      assertConflict(answer, `Only a job that has not ended can be cancelled; this one is ${status}.`)
    })
})

describe('retry', () => {
  for (const status of ['failed', 'cancelled'] as const)
    test(`lets a job that ${status} go on where it stopped, under a new lease`, async () => {
      const id = await jobIn(status)
      await sql`
        update jobs set lease = 7, failures = 8, error = 'why', phase = 'settle', processed_records = 2,
          progress_percent = 50
        where public_id = ${id}
      `.execute(app.db)
      const job = jobOf(await change(ann, id, 'retry'))
      assert.deepEqual(
        [job.status, job.error, job.finishedAt, job.processedRecords, job.progressPercent],
        ['queued', null, null, 2, 50],
      )
      assert.deepEqual(await app.queuedTurns(id), ['8'])
      const stored = await app.db
        .selectFrom('jobs')
        .select(['failures', 'phase'])
        .where('public_id', '=', id)
        .executeTakeFirst()
      assert.deepEqual(stored, { failures: 0, phase: 'settle' })
    })

  for (const status of ['pending', 'queued', 'processing', 'completed'] as const)
    test(`is refused when the job is ${status}`, async () => {
      const answer = await change(ann, await jobIn(status), 'retry')
      assertConflict(
        answer,
        `Only a job that failed or was cancelled can be tried again; this one is ${status}.`,
      )
    })

  test('is refused when its file was removed, and says when', async () => {
    const id = await jobIn('failed')
    await sql`
      update job_files set removed_at = '2024-05-06' where job_id = (select id from jobs where public_id = ${id})
    `.execute(app.db)
    assertConflict(
      await change(ann, id, 'retry'),
      'Its files were removed on 2024-05-06, as their time was over. Upload them again.',
    )
  })
})

describe('delete', () => {
  for (const status of ['pending', 'completed', 'failed', 'cancelled'] as const)
    test(`removes a job that is ${status}, with its file`, async () => {
      const id = await jobIn(status)
      const files = app.listFolder().length
      const answer = await app.send(`/api/jobs/${id}`, { method: 'DELETE', headers: ann.headers })
      assert.equal(answer.status, 204)
      assert.equal(answer.text, '')
      assert.equal(app.listFolder().length, files - 1)
      assert.equal((await app.send(`/api/jobs/${id}`, ann)).status, 404)
      assert.equal(await countEntries(id, 'job.delete'), 1)
    })

  for (const status of ['queued', 'processing'] as const)
    test(`is refused while the job is ${status}`, async () => {
      const id = await jobIn(status)
      const answer = await app.send(`/api/jobs/${id}`, { method: 'DELETE', headers: ann.headers })
      assertConflict(
        answer,
        `A job that is queued or processing must be cancelled before it can be deleted; this one is ${status}.`,
      )
      assert.equal((await get(ann, id)).status, status)
    })
})

describe('a list of jobs', () => {
  test('shows one’s own, newest first, page by page', async () => {
    const carl = await app.person()
    const ids: string[] = []
    for (let i = 0; i < 5; i++) ids.unshift((await app.makeJob(carl)).id)
    const first = await list(carl, '?limit=2')
    assert.equal(first.total, 5)
    const second = await list(carl, `?limit=2&cursor=${first.nextCursor}`)
    const third = await list(carl, `?limit=2&cursor=${second.nextCursor}`)
    assert.deepEqual(
      [...first.items, ...second.items, ...third.items].map(({ id }) => id),
      ids,
    )
    assert.equal(third.nextCursor, null)
    assert.deepEqual(
      (await list(carl, '', `/api/users/${carl.id}/jobs`)).items.map(({ id }) => id),
      ids,
    )
  })

  test('filters by status', async () => {
    const dora = await app.person()
    const { id } = await app.makeJob(dora)
    await app.makeJob(dora)
    await change(dora, id, 'start')
    const { items, total } = await list(dora, '?status=queued')
    assert.deepEqual([items.map((job) => job.id), total], [[id], 1])
  })

  test('shows an admin everybody’s, and those of one user', async () => {
    const { id } = await app.makeJob(bob)
    assert.equal((await list(admin, '?limit=1')).items[0]?.id, id)
    assert.ok(
      (await list(admin, '', `/api/users/${bob.id}/jobs`)).items.every(({ userId }) => userId === bob.id),
    )
    assert.equal((await app.send('/api/users/nobody/jobs', admin)).status, 404)
  })

  test('as CSV has all of them, and nobody else’s', async () => {
    const flo = await app.person()
    const { id } = await app.makeJob(flo)
    for (const path of ['/api/jobs.csv', `/api/users/${flo.id}/jobs.csv`, '/api/jobs.csv?status=pending']) {
      const [header, line, ...others] = (await app.send(path, flo)).text.split('\n')
      assert.match(header ?? '', /^id,user_id,kind,status,files,/)
      assert.ok(line?.startsWith(`${id},${flo.id},transactions,pending,`), line)
      assert.deepEqual(others, [''])
    }
    assert.equal((await app.send('/api/jobs.csv?status=queued', flo)).text.split('\n').length, 2)
    assert.equal((await app.send(`/api/users/${flo.id}/jobs.csv`, ann)).status, 404)
    assert.equal((await app.send('/api/jobs.csv?limit=1', flo)).status, 422)
  })

  test('takes no cursor of other filters, nor of another list', async () => {
    const eve = await app.person()
    for (let i = 0; i < 2; i++) await app.makeJob(eve)
    const { nextCursor } = await list(eve, '?limit=1')
    for (const path of [`/api/jobs?status=queued&cursor=${nextCursor}`, '/api/jobs?cursor=abc'])
      assert.equal((await app.send(path, eve)).status, 422)
  })

  test('refuses what is no filter', async () => {
    for (const query of ['?status=done', '?limit=0', '?limit=201', '?colour=red'])
      assert.equal((await app.send(`/api/jobs${query}`, ann)).status, 422)
  })
})

describe('somebody else’s job', () => {
  test('is not there, whatever is asked of it', async () => {
    const { id } = await app.makeJob(bob)
    for (const unknown of [id, 'nobody', 'x'.repeat(3_000)]) {
      assert.equal((await app.send(`/api/jobs/${unknown}`, ann)).status, 404)
      for (const verb of ['start', 'cancel', 'retry'] as const)
        assert.equal((await change(ann, unknown, verb)).status, 404)
      const answer = await app.send(`/api/jobs/${unknown}`, { method: 'DELETE', headers: ann.headers })
      assert.equal(answer.status, 404)
    }
    assert.equal((await app.send(`/api/users/${bob.id}/jobs`, ann)).status, 404)
    assert.equal(
      (await list(ann)).items.some((job) => job.id === id),
      false,
    )
    assert.equal((await get(bob, id)).status, 'pending')
  })

  test('is an admin’s to look at and to start', async () => {
    const { id } = await app.makeJob(bob)
    assert.equal((await get(admin, id)).userId, bob.id)
    assert.equal((await change({ id: '', headers: withKey }, id, 'start')).status, 202)
  })

  test('is not a viewer’s to change, nor is any', async () => {
    const { id } = await app.makeJob(bob)
    for (const verb of ['start', 'cancel', 'retry'] as const)
      assert.equal((await change(viewer, id, verb)).status, 403)
    assert.equal((await list(viewer)).total, 0)
    assert.equal((await app.send(`/api/users/${viewer.id}/jobs`, viewer)).status, 200)
  })
})

/** A job of Ann's that stands in this state, as its run would have left it. */
async function jobIn(status: JobStatus): Promise<string> {
  const { id } = await app.makeJob(ann)
  await sql`
    update jobs set status = ${status}, valid_records = case when ${status} = 'completed' then total_records else 0 end
    where public_id = ${id}
  `.execute(app.db)
  return id
}

function change({ headers }: Person, id: string, verb: 'start' | 'cancel' | 'retry'): Promise<Answer> {
  return app.send(`/api/jobs/${id}/${verb}`, { method: 'POST', headers })
}

async function get(person: Person, id: string): Promise<Job> {
  return jobOf(await app.send(`/api/jobs/${id}`, person))
}

async function list({ headers }: Person, query = '', path = '/api/jobs') {
  const page: { items: Job[]; nextCursor: string | null; total?: number } = JSON.parse(
    (await app.send(`${path}${query}`, { headers })).text,
  )
  return page
}

function jobOf({ text }: Answer): Job {
  return JSON.parse(text)
}

function assertConflict(answer: Answer, detail: string): void {
  assert.equal(answer.status, 409)
  assert.equal(problemOf(answer)['code'], 'job-state-conflict')
  assert.equal(problemOf(answer)['detail'], detail)
}

async function countEntries(id: string, action: string): Promise<number> {
  const entries = await app.db
    .selectFrom('audit_log')
    .select('id')
    .where('subject_id', '=', id)
    .where('action', '=', action)
    .execute()
  return entries.length
}
