import type { Context } from '../../platform/context.ts'
import type { Handlers, Schedule } from '../../platform/engine/job-engine.ts'
import type { Logger } from '../../platform/log.ts'
import { reconcile } from './reconcile.ts'
import type { Reconciliation } from './reconciliation.ts'

const work = 'reconcile'

/** The comparison of all numbers as work for the engine: once a day, in whichever process. It mends nothing. */
export function reconcileDaily(context: Pick<Context, 'config' | 'db' | 'log' | 'stopping'>): {
  handlers: Handlers
  schedules: readonly Schedule[]
} {
  return {
    handlers: {
      [work]: async (_id, run) => {
        const signal = AbortSignal.any([context.stopping, run.signal])
        await reconcile(context, { signal }).then(
          (found) => tell(context.log, found),
          (error) => {
            if (!signal.aborted) throw error
          },
        )
        return { next: 'done' }
      },
    },
    schedules: [{ kind: work, cron: '37 3 * * *' }],
  }
}

function tell(log: Logger, { first, ...sums }: Reconciliation): void {
  if (sums.differences === 0) log.info(sums, 'the numbers are right')
  else log.error({ ...sums, first }, 'numbers differ: `docket reconcile --repair` mends them')
}
