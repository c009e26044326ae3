import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { problemOf } from '../../../../test/support/app.ts'
import { fourPayments, startJobsApp } from '../../../../test/support/jobs.ts'

const app = await startJobsApp()
const ann = await app.person()

test('the same upload under the same key is one job, answered as before', async () => {
  const first = await upload('one')
  const again = await upload('one', fourPayments, 'another-name.csv')
  assert.equal(again.status, 201)
  assert.equal(again.headers['idempotent-replayed'], 'true')
  assert.equal(again.text, first.text)
  assert.equal(app.listFolder().length, 1)
})

test('another file or another user under the same key is refused, and leaves nothing', async () => {
  await upload('two')
  const before = app.listFolder()
  for (const answer of [
    await upload('two', `${fourPayments}t5,1,2024-01-01\n`),
    await upload('two', fourPayments, 'a.csv', `?user_id=${ann.id}`),
  ]) {
    assert.equal(answer.status, 422)
    assert.equal(problemOf(answer)['code'], 'idempotency-key-reused')
  }
  assert.deepEqual(app.listFolder(), before)
})

test('a refused upload can be sent again under its key', async () => {
  assert.equal((await upload('three', '')).status, 422)
  assert.equal((await upload('three', '')).status, 422)
})

test('an upload whose job was made, and whose answer was lost, finds that job and keeps no second file', async () => {
  await sql`alter table idempotency_keys add constraint no_answer check (status is null) not valid`.execute(
    app.db,
  )
  const lost = await upload('four')
  const before = app.listFolder()
  await sql`alter table idempotency_keys drop constraint no_answer`.execute(app.db)
  // As it stands after the process that made the job has died.
  await sql`update idempotency_keys set holder = null`.execute(app.db)
  const again = await upload('four')
  assert.equal(again.status, 201)
  assert.equal(JSON.parse(again.text).id, JSON.parse(lost.text).id)
  assert.deepEqual(app.listFolder(), before)
})

function upload(key: string, bytes = fourPayments, name = 'payments.csv', query = '') {
  const headers = { ...ann.headers, 'idempotency-key': key }
  return app.upload({ id: ann.id, headers }, [{ name, bytes }], query)
}
