import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { startJobsApp } from '../../../test/support/jobs.ts'

const app = await startJobsApp()
const ann = await app.person()

test('ends of jobs and verdicts of rows are counted for good: after a retry, a repair and a deletion', async () => {
  const { id } = await app.makeJob(ann)
  await app.makeJob(ann)
  assert.deepEqual(await totals(), [])
  await app.send(`/api/jobs/${id}/cancel`, { method: 'POST', headers: ann.headers })
  assert.deepEqual(await totals(), ['docket_jobs_total{kind="transactions",status="cancelled"} 1'])
  await app.send(`/api/jobs/${id}/retry`, { method: 'POST', headers: ann.headers })
  await set(id, `status = 'completed', valid_records = 3, invalid_records = 1, suspicious_records = 2`)
  await set(id, `valid_records = 4, invalid_records = 0`)
  await app.send(`/api/jobs/${id}`, { method: 'DELETE', headers: ann.headers })
  assert.deepEqual(await totals(), [
    'docket_job_records_total{kind="transactions",verdict="invalid"} 1',
    'docket_job_records_total{kind="transactions",verdict="suspicious"} 2',
    'docket_job_records_total{kind="transactions",verdict="valid"} 4',
    'docket_jobs_total{kind="transactions",status="cancelled"} 1',
    'docket_jobs_total{kind="transactions",status="completed"} 1',
  ])
})

test('the other numbers are told also while the database is away', async () => {
  const away = await startJobsApp({ database: app.database })
  await sql`alter table job_ends rename to elsewhere`.execute(app.db)
  const { status, text } = await away.send('/metrics')
  await sql`alter table elsewhere rename to job_ends`.execute(app.db)
  assert.equal(status, 200)
  assert.match(text, /^process_resident_memory_bytes /m)
  assert.doesNotMatch(text, /^docket_jobs_total\{/m)
})

function set(id: string, assignments: string): Promise<unknown> {
  return sql`update jobs set ${sql.raw(assignments)} where public_id = ${id}`.execute(app.db)
}

async function totals(): Promise<string[]> {
  const { text } = await app.send('/metrics')
  return text
    .split('\n')
    .filter((line) => /^docket_job/.test(line))
    .sort()
}
