import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startJobsApp } from '../../../test/support/jobs.ts'

const app = await startJobsApp()

test('a running job says what it waits for, also where the database could not be told', async () => {
  const person = await app.person()
  const { id } = await app.makeJob(person)
  const errorOf = async () =>
    JSON.parse((await app.send(`/api/jobs/${id}`, { headers: person.headers })).text).error
  app.services.waiting.set(id, 'waiting: the disk is full')
  assert.equal(await errorOf(), null, 'a job that was not started waits for nothing')
  await app.send(`/api/jobs/${id}/start`, { method: 'POST', headers: person.headers })
  assert.equal(await errorOf(), 'waiting: the disk is full')
  await app.db.updateTable('jobs').set({ error: 'what is stored' }).where('public_id', '=', id).execute()
  assert.equal(await errorOf(), 'what is stored')
  await app.send(`/api/jobs/${id}/cancel`, { method: 'POST', headers: person.headers })
  assert.match(await errorOf(), /^cancelled/)
})
