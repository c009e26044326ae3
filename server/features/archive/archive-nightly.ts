import type { Context } from '../../platform/context.ts'
import type { Handlers, Schedule } from '../../platform/engine/job-engine.ts'
import { ProblemError } from '../../platform/http/problem.ts'
import type { Principal } from '../../platform/principal.ts'
import { archiveOrders } from './archive-orders.ts'

const work = 'archive-orders'
const schedule: Principal = { kind: 'command', name: 'archive', role: 'admin' }

/** Archiving as work for the engine: every night, in whichever process; nothing unless ARCHIVE_AFTER_MONTHS is set. */
export function archiveNightly(context: Pick<Context, 'config' | 'db' | 'log' | 'clock' | 'stopping'>): {
  handlers: Handlers
  schedules: readonly Schedule[]
} {
  const { config, log } = context
  return {
    handlers: {
      [work]: async (_id, { signal }) => {
        const monthsKept = config.archiveAfterMonths
        if (monthsKept === undefined) return { next: 'done' }
        const stopping = AbortSignal.any([context.stopping, signal])
        const run = { ...context, stopping, principal: schedule }
        await archiveOrders(run, { monthsKept }).then(
          ({ archives, monthsDropped }) => log.info({ archives, monthsDropped }, 'orders archived'),
          (error) => {
            // Stopped, or somebody else is at it: the next night goes on.
            if (!stopping.aborted && !isUnderWay(error)) throw error
          },
        )
        return { next: 'done' }
      },
    },
    schedules: [{ kind: work, cron: '23 2 * * *' }],
  }
}

function isUnderWay(error: unknown): boolean {
  return error instanceof ProblemError && error.refusal.code === 'archiving-under-way'
}
