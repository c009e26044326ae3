import assert from 'node:assert/strict'
import { describe, mock, test } from 'node:test'
import type { Message, Stream } from '../../../platform/live/stream.ts'
import { createJobFollower } from './follow-jobs.ts'
import type { JobNews } from './job-news.ts'

/** A follower whose stream only writes down what is said. */
function follow() {
  const said: string[] = []
  const stream: Stream = {
    publish({ body }: Message) {
      said.push(`${body['status']} ${body['processedRecords']} ${body['progressPercent']}%`)
    },
    isKeptAfter: () => false,
    resume: () => ({ deliver() {}, leave() {} }),
    begin: () => ({ deliver() {}, leave() {} }),
    forget: () => undefined,
    readers: () => 0,
  }
  return { said, follower: createJobFollower(stream, 250) }
}

function newsOf(
  revision: number,
  status: JobNews['status'],
  processed = 0,
  changed: Partial<JobNews> = {},
): JobNews {
  const isStarted = status !== 'queued' && status !== 'pending'
  return {
    jobId: 'j',
    userId: 'u',
    revision,
    status,
    totalRecords: 100,
    processedRecords: processed,
    validRecords: processed,
    invalidRecords: 0,
    suspiciousRecords: 0,
    progressPercent: processed,
    startedAt: isStarted ? '2026-01-01T00:00:00Z' : null,
    startedMsAgo: isStarted ? 0 : null,
    ...changed,
  }
}

const longAgo = { startedMsAgo: 3_600_000 }

/** What news come, and what is said. */
const cases: readonly [string, readonly JobNews[], readonly string[]][] = [
  ['that is only uploaded are not told', [newsOf(0, 'pending')], []],
  [
    'that overtook each other are told once, the older ones not at all',
    [newsOf(3, 'processing', 10), newsOf(1, 'queued'), newsOf(2, 'processing'), newsOf(3, 'processing', 10)],
    ['queued 0 0%', 'processing 0 0%', 'processing 10 10%'],
  ],
  [
    'that was queued and at once taken are told in both steps',
    [newsOf(2, 'processing')],
    ['queued 0 0%', 'processing 0 0%'],
  ],
  [
    'that ended before anything was told are told from the start',
    [newsOf(9, 'completed', 100)],
    ['queued 0 0%', 'processing 0 0%', 'completed 100 100%'],
  ],
  [
    'that ended right after its first step are told with that step',
    [newsOf(1, 'queued'), newsOf(2, 'processing'), newsOf(3, 'processing', 50), newsOf(4, 'completed', 100)],
    ['queued 0 0%', 'processing 0 0%', 'processing 50 50%', 'completed 100 100%'],
  ],
  [
    'that go back in percent are told without going back',
    [newsOf(1, 'queued'), newsOf(2, 'processing', 50), newsOf(3, 'failed', 50, { progressPercent: 20 })],
    ['queued 0 0%', 'processing 0 0%', 'processing 50 50%', 'failed 50 50%'],
  ],
  [
    'that is cancelled before it began tell no begin',
    [newsOf(1, 'queued'), newsOf(2, 'cancelled')],
    ['queued 0 0%', 'cancelled 0 0%'],
  ],
  [
    'that is cancelled before it was started tell that alone',
    [newsOf(1, 'cancelled', 0, { startedMsAgo: null })],
    ['cancelled 0 0%'],
  ],
  [
    'that ran before anybody listened tell how it is',
    [newsOf(7, 'processing', 30, longAgo)],
    ['processing 30 30%'],
  ],
  [
    'that ended before anybody listened, and was mended, tell that alone',
    [newsOf(8, 'completed', 100, longAgo)],
    ['completed 100 100%'],
  ],
  [
    'that runs a second time are told as a second run',
    [
      newsOf(1, 'queued'),
      newsOf(2, 'processing'),
      newsOf(3, 'failed', 40),
      newsOf(6, 'completed', 100, { startedAt: '2026-01-01T01:00:00Z' }),
    ],
    [
      'queued 0 0%',
      'processing 0 0%',
      'failed 40 40%',
      'queued 40 40%',
      'processing 40 40%',
      'completed 100 100%',
    ],
  ],
]

describe('news of a job', () => {
  for (const [name, news, expected] of cases) {
    test(name, () => {
      const { said, follower } = follow()
      for (const one of news) follower.hear(one)
      follower.stop()
      assert.deepEqual(said, expected)
    })
  }
})

test('steps wait until a quarter of a second has passed, and only the last of them is told', () => {
  mock.timers.enable({ apis: ['setTimeout'] })
  const { said, follower } = follow()
  follower.hear(newsOf(1, 'queued'))
  for (let i = 0; i < 50; i++) follower.hear(newsOf(2 + i, 'processing', i))
  assert.deepEqual(said, ['queued 0 0%', 'processing 0 0%'])
  mock.timers.tick(250)
  assert.deepEqual(said.slice(2), ['processing 49 49%'])
  mock.timers.reset()
})

describe('what the database tells', () => {
  test('of jobs that ended before anybody listened is known and not told', () => {
    const { said, follower } = follow()
    follower.catchUp([newsOf(5, 'completed', 100, longAgo)], new Set())
    follower.hear(newsOf(5, 'completed', 100, longAgo))
    assert.deepEqual(said, [])
    follower.hear(newsOf(6, 'completed', 100, longAgo))
    assert.deepEqual(said, ['completed 100 100%'])
  })

  test('of running jobs is told, and a job that is deleted runs no more', () => {
    const { said, follower } = follow()
    follower.catchUp([newsOf(5, 'processing', 20, longAgo)], new Set())
    assert.deepEqual(said, ['processing 20 20%'])
    assert.deepEqual([...follower.running()], ['j'])
    follower.catchUp([], new Set())
    assert.deepEqual([...follower.running()], ['j'])
    follower.catchUp([], new Set(['j']))
    assert.deepEqual([...follower.running()], [])
  })
})
