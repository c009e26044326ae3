import { DatabaseError } from 'pg'
import type { Logger } from '../log.ts'
import { openEnginePool } from './engine-pool.ts'
import type { Handlers, JobEngine, RunContext, RunHandler, RunOutcome, Schedule } from './job-engine.ts'
import { openBoss } from './open-boss.ts'

/** How often it is looked for work. What this process queues itself wakes a runner at once. */
const pollSeconds = 0.5
const queueOptions = {
  // One piece of a turn waits at a time, however many run: a runner that died still counts as running.
  policy: 'short',
  retryLimit: 0,
  // Far longer than any attempt takes; one that died is replaced long before, under its next turn.
  expireInSeconds: 6 * 3_600,
  // For whoever looks into the queue.
  deleteAfterSeconds: 3_600,
} as const
/** How long an aborted attempt may take to end. */
const abortMs = 1_000

/** A piece of work as it is queued. */
interface Piece {
  id: string
  turn: string
}

interface Running {
  kind: string
  id: string
  abort: AbortController
  ended: Promise<void>
}

/**
 * Runs work by a queue in Docket's own database, in as many processes as one likes. A queue may lose what it holds, and
 * a process that dies keeps its piece for hours: both are harmless, because the reconciler queues every unowned job
 * again, under the turn that its row has reached by then.
 */
export function createEmbeddedEngine({ url, log }: { url: string; log: Logger }): JobEngine {
  const pool = openEnginePool(url, log)
  const running = new Set<Running>()
  const queues = new Map<string, Promise<void>>()
  const runners = new Map<string, string>()
  const schedules: Schedule[] = []
  let work: { handlers: Handlers; slots: number } = { handlers: {}, slots: 0 }
  let boss = openBoss(pool, log)
  let beginning: Promise<void> | undefined

  async function begin(): Promise<void> {
    queues.clear()
    await boss.start()
    for (const [kind, handler] of Object.entries(work.handlers)) await runKind(kind, handler, work.slots)
    for (const schedule of schedules) await schedulePiece(schedule)
  }

  /** Makes the tables of the queue anew, for a database whose tables were taken away, as by a restore. */
  async function beginAnew(): Promise<void> {
    log.warn('the queue of jobs is gone; it is made anew')
    await boss.stop({ graceful: false, close: false })
    boss = openBoss(pool, log)
    await begin()
  }

  async function runKind(kind: string, handler: RunHandler, slots: number): Promise<void> {
    await ensureQueue(kind)
    const options = { batchSize: 1, localConcurrency: slots, pollingIntervalSeconds: pollSeconds } as const
    const runner = await boss.work<Piece>(kind, options, async ([job]) => {
      if (job !== undefined) await run(kind, handler, job.data)
    })
    runners.set(kind, runner)
  }

  async function schedulePiece({ kind, cron }: Schedule): Promise<void> {
    await ensureQueue(kind)
    await boss.schedule(kind, cron, { id: kind, turn: 'schedule' })
  }

  function ensureQueue(kind: string): Promise<void> {
    const made = queues.get(kind) ?? boss.createQueue(kind, queueOptions)
    queues.set(kind, made)
    made.catch(() => queues.delete(kind))
    return made
  }

  async function queue(kind: string, piece: Piece, afterMs: number): Promise<void> {
    await ensureQueue(kind)
    await boss.send(kind, piece, {
      singletonKey: `${piece.id}/${piece.turn}`,
      ...(afterMs > 0 ? { startAfter: afterMs / 1_000 } : {}),
    })
    const runner = runners.get(kind)
    if (afterMs === 0 && runner !== undefined) boss.notifyWorker(runner)
  }

  async function run(kind: string, handler: RunHandler, piece: Piece): Promise<void> {
    const abort = new AbortController()
    const context: RunContext = { signal: abort.signal, beat() {} }
    const outcome = attempt(handler, piece.id, context, log)
    const entry = { kind, id: piece.id, abort, ended: outcome.then(() => undefined) }
    running.add(entry)
    const { next, ...rest } = await outcome.finally(() => running.delete(entry))
    // Under a turn of its own, so that it never stands in the way of a start that should run at once.
    if (next === 'again' && 'afterMs' in rest)
      await queue(kind, { id: piece.id, turn: `${piece.turn.split('+')[0]}+` }, rest.afterMs)
  }

  return {
    async start(handlers: Handlers, slots: number) {
      work = { handlers, slots }
      await begin()
    },
    async stop(graceMs) {
      for (const kind of runners.keys()) await boss.offWork(kind, { wait: false })
      runners.clear()
      await endWithin(graceMs, running)
      for (const { abort } of running) abort.abort()
      await endWithin(abortMs, running)
      await boss.stop({ graceful: false, close: false })
      await pool.end()
    },
    async ensureStarted({ kind, id, turn, afterMs = 0 }) {
      await queue(kind, { id, turn }, afterMs).catch(async (error: unknown) => {
        if (!isQueueGone(error)) throw error
        beginning ??= beginAnew().finally(() => {
          beginning = undefined
        })
        await beginning
        await queue(kind, { id, turn }, afterMs)
      })
    },
    async requestCancel(kind, id) {
      for (const one of running) if (one.kind === kind && one.id === id) one.abort.abort()
    },
    async putSchedule(schedule) {
      schedules.push(schedule)
      await schedulePiece(schedule)
    },
  }
}

/** A handler that throws has a bug: its work is left to the next turn. */
async function attempt(
  handler: RunHandler,
  id: string,
  context: RunContext,
  log: Logger,
): Promise<RunOutcome> {
  try {
    return await handler(id, context)
  } catch (error) {
    log.error({ err: error, id }, 'a piece of work failed')
    return { next: 'done' }
  }
}

async function endWithin(timeoutMs: number, running: ReadonlySet<Running>): Promise<void> {
  const { promise: late, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, timeoutMs)
  await Promise.race([late, Promise.all([...running].map(({ ended }) => ended))])
  clearTimeout(timer)
}

/** True when the tables or functions of the queue are not there. */
function isQueueGone(error: unknown): boolean {
  return error instanceof DatabaseError && ['42P01', '3F000', '42883'].includes(error.code ?? '')
}
