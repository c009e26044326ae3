import { randomUUID } from 'node:crypto'
import { after } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { type ClientOptions, WebSocket } from 'ws'
import type { JobProgress, NumbersChanged, OrdersChanged } from '../../contract/live.ts'
import { announceJob } from '../../server/features/imports/live/announce-job-queries.ts'
import { type LiveLimits, liveLimits } from '../../server/features/imports/live/live-limits.ts'
import { addLiveRoutes } from '../../server/features/imports/live/live-routes.ts'
import { type Live, startLive } from '../../server/features/imports/live/start-live.ts'
import { createRenew } from '../../server/features/users/renew-principal.ts'
import { createAuthenticate } from '../../server/features/users/sign-in/authenticate.ts'
import type { Database } from '../../server/platform/database/database.ts'
import { startTestApp, type TestApp, type TestAppOptions } from './app.ts'
import { openTestDatabase } from './database.ts'

const open: { close(): Promise<unknown> }[] = []

/** Makes the database of a test file, and on it as many applications as it has limits for their live connections. */
export async function startLiveApps<const L extends readonly Partial<LiveLimits>[]>(
  ownLimits: L,
  options: Omit<TestAppOptions, 'db'> = {},
): Promise<{ db: Database; apps: { [I in keyof L]: TestApp & { live: Live } } }> {
  // Registered before the database's own clean-up, which wants every connection to be closed.
  after(async () => {
    for (const one of open.splice(0)) await one.close()
  })
  const { db, url } = await openTestDatabase()
  const apps = []
  for (const own of ownLimits)
    apps.push(await startLiveApp({ ...options, db }, url, { ...liveLimits, ...own }))
  // One for each entry of `ownLimits`, in their order.
  return { db, apps: apps as { [I in keyof L]: TestApp & { live: Live } } }
}

async function startLiveApp(options: TestAppOptions, url: string, limits: LiveLimits) {
  const started = Promise.withResolvers<Live>()
  const app = await startTestApp({
    ...options,
    async prepare(app, context) {
      const live = await startLive(context, url, limits)
      const renew = createRenew(context)
      await addLiveRoutes(app, context, live, { authenticate: createAuthenticate(context), renew })
      started.resolve(live)
    },
  })
  open.push(app.app)
  return { ...app, live: await started.promise }
}

/** A client of `/ws/{user_id}` that keeps what it got. */
export interface LiveClient {
  socket: WebSocket
  /** Every message about a job, in the order of arrival. */
  messages: JobProgress[]
  /** Every message that says what to ask again. */
  hints: (OrdersChanged | NumbersChanged)[]
  /** Everything else that came as text. */
  others: string[]
  /** The status with which the server refused to upgrade, its problem's code, or the code of the close. */
  ended: Promise<{ status?: number; code?: unknown }>
  /** Waits until the messages are such. */
  until(isEnough: (messages: readonly JobProgress[]) => boolean): Promise<void>
}

/** Opens a socket and waits until it stands, or is refused. */
export async function connectLive(
  port: number,
  path: string,
  options: ClientOptions = {},
): Promise<LiveClient> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, { handshakeTimeout: 20_000, ...options })
  open.unshift({ close: async () => socket.terminate() })
  const messages: JobProgress[] = []
  const hints: LiveClient['hints'] = []
  const others: string[] = []
  const ended = Promise.withResolvers<{ status?: number; code?: unknown }>()
  const begun = Promise.withResolvers<void>()
  socket.on('message', (data) => {
    const text = String(data)
    if (!text.startsWith('{')) return void others.push(text)
    const message = JSON.parse(text)
    if (message.type === 'job.progress') messages.push(message)
    else hints.push(message)
  })
  socket.on('open', () => begun.resolve())
  socket.on('close', (code) => ended.resolve({ code }))
  socket.on('error', () => begun.resolve())
  socket.on('unexpected-response', async (_request, response) => {
    const chunks = await response.toArray()
    ended.resolve({
      status: response.statusCode ?? 0,
      code: JSON.parse(Buffer.concat(chunks).toString()).code,
    })
    begun.resolve()
  })
  await begun.promise
  return {
    socket,
    messages,
    hints,
    others,
    ended: ended.promise,
    until: (isEnough) => eventually(() => isEnough(messages)),
  }
}

/** Waits until `holds` does, and fails when it takes far longer than it may on a busy machine. */
export async function eventually(holds: () => boolean, what = holds.toString()): Promise<void> {
  const giveUpAt = performance.now() + 15_000
  while (!holds()) {
    if (performance.now() > giveUpAt) throw new Error(`it never came true: ${what}`)
    await sleep(5)
  }
}

/** A job of a test, whose row it changes as the import would. */
export interface TestJob {
  id: number
  publicId: string
  /** Changes the row, unless told otherwise with a notification. */
  change(set: JobChange, options?: { announced?: boolean }): Promise<void>
  announce(): Promise<void>
}

interface JobChange {
  status?: string
  processed?: number
  total?: number
  /** Begins a run. */
  started?: boolean
  ended?: boolean
}

/** Adds a pending job of a user, of 100 records. */
export async function addJob(db: Database, userId: string): Promise<TestJob> {
  const publicId = randomUUID()
  const { rows } = await sql<{ id: number }>`
    insert into jobs (public_id, user_id, kind, total_records) values (${publicId}, ${userId}, 'transactions', 100)
    returning id
  `.execute(db)
  const id = rows[0]?.id ?? 0
  return {
    id,
    publicId,
    announce: () => announceJob(db, id),
    async change({ status, processed, total, started = false, ended = false }, { announced = true } = {}) {
      await sql`
        update jobs set revision = revision + 1, status = coalesce(${status ?? null}, status),
          processed_records = coalesce(${processed ?? null}, processed_records),
          valid_records = coalesce(${processed ?? null}, valid_records),
          total_records = coalesce(${total ?? null}, total_records),
          progress_percent = 100 * coalesce(${processed ?? null}, processed_records) / total_records,
          started_at = case when ${started} then clock_timestamp() else started_at end,
          finished_at = case when ${ended} then clock_timestamp() else finished_at end
        where id = ${id}
      `.execute(db)
      if (announced) await announceJob(db, id)
    },
  }
}

/** Runs a job through its states: queued, its begin, some steps, and its end. */
export async function runJob(job: TestJob, steps: readonly number[] = [50, 100]): Promise<void> {
  await job.change({ status: 'queued' })
  await job.change({ status: 'processing', started: true })
  for (const processed of steps) await job.change({ processed })
  await job.change({ status: 'completed', ended: true })
}
