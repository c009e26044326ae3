import { randomUUID } from 'node:crypto'
import type { Database } from '../../../platform/database/database.ts'
import { createStream, type Reader, type Sink } from '../../../platform/live/stream.ts'
import { readJobNews as readRows } from './announce-job-queries.ts'
import { createJobFollower, type JobFollower } from './follow-jobs.ts'
import { type JobNews, readJobNews } from './job-news.ts'
import type { LiveLimits } from './live-limits.ts'
import type { Hint } from './read-hint.ts'

/** Where a client that comes back stopped: the last number it got, and which numbers it means. */
export interface Place {
  since: number
  epoch: string
}

/** The streams of the users that somebody listens for, in this process. */
export interface JobStreams {
  hear(news: JobNews): void
  /** Tells every stream what all may know. */
  tellAll(hint: Hint): void
  /** Asks the database what has become of all jobs that somebody listens for, and forgets streams that nobody reads. */
  catchUp(): Promise<void>
  /**
   * Lets `sink` read the user's stream: from its place, when that is still known, else from how the running jobs
   * stand. Nothing that happens from now on is missed, so this waits for nothing; `look` then brings what the
   * database knows and this process does not yet.
   */
  join(userId: string, sink: Sink, place: Place | undefined): Reader
  look(userId: string): Promise<void>
  stop(): void
}

interface UserStream {
  epoch: string
  stream: ReturnType<typeof createStream>
  follower: JobFollower
  readAtMs: number
}

/** How far back the database is asked for ended jobs, beyond the last time it was asked. */
const lookBackMs = 60_000

export function createJobStreams(db: Database, limits: LiveLimits): JobStreams {
  const users = new Map<string, UserStream>()
  let askedAtMs = performance.now()

  function open(userId: string): UserStream {
    const epoch = randomUUID()
    const stream = createStream(epoch)
    const follower = createJobFollower(stream, limits.betweenMs)
    const user = { epoch, stream, follower, readAtMs: performance.now() }
    users.set(userId, user)
    return user
  }

  async function ask(userIds: readonly string[]): Promise<void> {
    const asked = new Map(
      userIds.map((userId) => [userId, users.get(userId)?.follower.running() ?? new Set<string>()]),
    )
    const jobIds = [...asked.values()].flatMap((ids) => [...ids])
    const endedWithinMs = lookBackMs + performance.now() - askedAtMs
    const rows = await readRows(db, { userIds, jobIds, endedWithinMs })
    const news = Map.groupBy(
      rows.map(readJobNews).filter((one) => one !== undefined),
      ({ userId }) => userId,
    )
    for (const [userId, jobs] of asked) users.get(userId)?.follower.catchUp(news.get(userId) ?? [], jobs)
  }

  function join(userId: string, sink: Sink, place: Place | undefined): Reader {
    const { epoch, stream, follower } = users.get(userId) ?? open(userId)
    if (place !== undefined && place.epoch === epoch && stream.isKeptAfter(place.since))
      return stream.resume(sink, place.since)
    return stream.begin(sink, follower.running())
  }

  function forgetUnread(): void {
    const now = performance.now()
    for (const [userId, user] of users) {
      if (user.stream.readers() > 0) user.readAtMs = now
      if (now - user.readAtMs < limits.streamKeptMs) continue
      user.follower.stop()
      users.delete(userId)
    }
  }

  return {
    hear: (news) => users.get(news.userId)?.follower.hear(news),
    tellAll({ type, ...body }) {
      // Each names other orders, so none replaces an earlier one; all about the numbers are alike.
      const isPassing = type === 'numbers.changed'
      for (const { stream } of users.values()) stream.publish({ type, key: type, body, isPassing })
    },
    join,
    look: (userId) => ask([userId]),
    async catchUp() {
      forgetUnread()
      const now = performance.now()
      if (users.size > 0) await ask([...users.keys()])
      askedAtMs = now
    },
    stop() {
      for (const { follower } of users.values()) follower.stop()
    },
  }
}
