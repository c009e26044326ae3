import type { Handlers, Schedule } from '../../platform/engine/job-engine.ts'
import type { ImportServices } from './import-services.ts'
import { type CleanUpContext, removeExpiredUploads } from './remove-expired-uploads.ts'

const work = 'clean-up-uploads'

/** The clean-up of uploads as work for the engine: every hour, in whichever process. */
export function cleanUpUploads(
  context: CleanUpContext,
  services: Pick<ImportServices, 'store'>,
): { handlers: Handlers; schedules: readonly Schedule[] } {
  return {
    handlers: {
      [work]: async () => {
        context.log.info(await removeExpiredUploads(context, services), 'uploads cleaned up')
        return { next: 'done' }
      },
    },
    schedules: [{ kind: work, cron: '17 * * * *' }],
  }
}
