import assert from 'node:assert/strict'
import { test } from 'node:test'
import { QueryClient } from '@tanstack/react-query'
import type { Job } from '#contract/jobs.ts'
import type { JobProgress } from '#contract/live.ts'
import { applyProgress, newerOf } from './apply-progress.ts'

test('a message changes the job and every list that shows it, and nothing else', () => {
  const client = new QueryClient()
  const other = { ...job, id: 'another' }
  client.setQueryData(['job', job.id], job)
  client.setQueryData(['jobs', undefined, undefined], { items: [other, job], nextCursor: null })
  applyProgress(client, message)
  const expected = { ...job, processedRecords: 3, validRecords: 2, invalidRecords: 1, progressPercent: 75 }
  assert.deepEqual(client.getQueryData(['job', job.id]), expected)
  assert.deepEqual(client.getQueryData(['jobs', undefined, undefined]), {
    items: [other, expected],
    nextCursor: null,
  })
  assert.equal(client.getQueryState(['job', job.id])?.isInvalidated, false)
})

test('a new state is asked for whole, because messages carry no times and no reasons', () => {
  const client = new QueryClient()
  client.setQueryData(['job', job.id], job)
  client.setQueryData(['job', job.id, 'rows'], { items: [], nextCursor: null })
  applyProgress(client, { ...message, status: 'completed' })
  assert.equal(client.getQueryData<Job>(['job', job.id])?.status, 'completed')
  assert.equal(client.getQueryState(['job', job.id])?.isInvalidated, true)
  assert.equal(client.getQueryState(['job', job.id, 'rows'])?.isInvalidated, true)
})

test('a job that no list shows yet makes the lists ask again', () => {
  const client = new QueryClient()
  client.setQueryData(['jobs', undefined, undefined], { items: [], nextCursor: null })
  applyProgress(client, message)
  assert.equal(client.getQueryState(['jobs', undefined, undefined])?.isInvalidated, true)
})

test('an answer that a message overtook does not take the job back', () => {
  const further: Job = { ...job, processedRecords: 3, progressPercent: 75 }
  assert.equal(newerOf(further, job), further)
  assert.equal(newerOf(job, further), further)
  assert.equal(newerOf(undefined, job), job)
  const ended: Job = { ...job, status: 'cancelled' }
  assert.equal(newerOf(further, ended), ended)
})

const job: Job = {
  id: 'a-job',
  userId: 'a-user',
  kind: 'transactions',
  status: 'processing',
  files: [],
  totalRecords: 4,
  processedRecords: 0,
  validRecords: 0,
  invalidRecords: 0,
  suspiciousRecords: 0,
  progressPercent: 0,
  error: null,
  createdAt: '2026-01-01T00:00:00.000Z',
  startedAt: '2026-01-01T00:00:01.000Z',
  finishedAt: null,
}

const message: JobProgress = {
  type: 'job.progress',
  seq: 1,
  epoch: 'an epoch',
  jobId: 'a-job',
  status: 'processing',
  totalRecords: 4,
  processedRecords: 3,
  validRecords: 2,
  invalidRecords: 1,
  suspiciousRecords: 0,
  progressPercent: 75,
}
