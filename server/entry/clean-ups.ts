import { archiveNightly } from '../features/archive/archive-nightly.ts'
import { cleanUpUploads } from '../features/imports/clean-up-uploads.ts'
import type { ImportServices } from '../features/imports/import-services.ts'
import { reconcileDaily } from '../features/reconcile/reconcile-daily.ts'
import type { Handlers, Schedule } from '../platform/engine/job-engine.ts'
import { forgetOldKeys } from '../platform/idempotency/forget-old-keys.ts'
import type { EarlyContext } from './build-context.ts'

const keysWork = 'forget-idempotency-keys'

/** Everything that is cleaned up by itself, in whichever process. */
export function cleanUps(
  context: EarlyContext,
  services: Pick<ImportServices, 'store'>,
): { handlers: Handlers; schedules: readonly Schedule[] } {
  const uploads = cleanUpUploads(context, services)
  const archiving = archiveNightly(context)
  const reconciling = reconcileDaily(context)
  return {
    handlers: {
      ...uploads.handlers,
      ...archiving.handlers,
      ...reconciling.handlers,
      [keysWork]: async () => {
        await forgetOldKeys(context)
        return { next: 'done' }
      },
    },
    schedules: [
      ...uploads.schedules,
      ...archiving.schedules,
      ...reconciling.schedules,
      { kind: keysWork, cron: '43 * * * *' },
    ],
  }
}
