import { PgBoss } from 'pg-boss'
import type { Logger } from '../log.ts'
import { openEnginePool } from './engine-pool.ts'
import type { Handlers, JobEngine, RunContext, RunHandler, RunOutcome } from './job-engine.ts'

/** How often it is looked for work. What this process queues itself wakes a runner at once. */
const pollSeconds = 0.5
/** Far longer than any attempt takes; one that died is replaced long before, under its next turn. */
const expireSeconds = 6 * 3_600
/** How long finished pieces are kept, for whoever looks into the queue. */
const keepSeconds = 3_600
/** A database that is away fails every look; so often it is said. */
const sayEveryMs = 10_000
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
  const boss = new PgBoss({
    db: { executeSql: (text, values) => pool.query(text, values ? [...values] : undefined) },
    schema: 'pgboss',
    cronWorkerIntervalSeconds: 5,
    monitorVacuum: false,
    reindex: false,
  })
  const tellError = createErrorTeller(log)
  boss.on('error', tellError)
  boss.on('warning', (warning) => log.debug({ warning }, 'the queue of jobs warns'))
  const queues = new Map<string, Promise<void>>()
  const runners = new Map<string, string>()
  const running = new Set<Running>()

  function ensureQueue(kind: string): Promise<void> {
    const made =
      queues.get(kind) ??
      boss.createQueue(kind, {
        // One piece of a turn waits at a time, however many run: a runner that died still counts as running.
        policy: 'short',
        retryLimit: 0,
        expireInSeconds: expireSeconds,
        deleteAfterSeconds: keepSeconds,
      })
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
      await boss.start()
      for (const [kind, handler] of Object.entries(handlers)) {
        await ensureQueue(kind)
        const options = {
          batchSize: 1,
          localConcurrency: slots,
          pollingIntervalSeconds: pollSeconds,
        } as const
        const runner = await boss.work<Piece>(kind, options, async ([job]) => {
          if (job !== undefined) await run(kind, handler, job.data)
        })
        runners.set(kind, runner)
      }
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
    ensureStarted: ({ kind, id, turn, afterMs = 0 }) => queue(kind, { id, turn }, afterMs),
    async requestCancel(kind, id) {
      for (const one of running) if (one.kind === kind && one.id === id) one.abort.abort()
    },
    async putSchedule({ kind, cron }) {
      await ensureQueue(kind)
      await boss.schedule(kind, cron, { id: kind, turn: 'schedule' })
    },
  }
}

function createErrorTeller(log: Logger): (error: Error) => void {
  let nextAt = 0
  return ({ message }) => {
    const now = performance.now()
    const isToBeSaid = now >= nextAt
    log[isToBeSaid ? 'warn' : 'debug']({ reason: message }, 'the queue of jobs failed; it is tried again')
    if (isToBeSaid) nextAt = now + sayEveryMs
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
