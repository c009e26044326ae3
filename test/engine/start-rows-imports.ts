import { join } from 'node:path'
import { type Imports, startImports } from '../../server/features/imports/run/start-imports.ts'
import { readConfig } from '../../server/platform/config.ts'
import type { Database } from '../../server/platform/database/database.ts'
import type { Handlers, JobEngine, Schedule } from '../../server/platform/engine/job-engine.ts'
import { createLog, type Logger } from '../../server/platform/log.ts'

/** Where engines are tested: which engine, the database, the folder of the jobs' files. */
export interface RowsImports {
  db: Database
  url: string
  folder: string
  makeEngine: MakeEngine
  leaseMs?: number
  sliceMs?: number
  slots?: number
  handlers?: Handlers
  schedules?: readonly Schedule[]
}

export type MakeEngine = (options: { url: string; log: Logger }) => JobEngine

export const engineLog = createLog({ logLevel: 'fatal' })

/** Runs jobs of the kind of these tests in this process, as `serve` and `work` run the real ones. */
export async function startRowsImports(options: RowsImports): Promise<Imports & { engine: JobEngine }> {
  const { db, url, folder, makeEngine, slots = 2, ...rest } = options
  const config = { ...readConfig({ LOG_LEVEL: 'fatal' }), importSlots: slots }
  const engine = makeEngine({ url, log: engineLog })
  const imports = await startImports(
    { config, db, log: engineLog },
    {
      ...rest,
      engine,
      waiting: new Map(),
      url,
      // The tests write the files themselves, each under its key.
      store: { borrow: async (key) => ({ path: join(folder, key), giveBack: async () => undefined }) },
      threadFile: new URL('./rows-thread.ts', import.meta.url),
      reconcileMs: 500,
    },
  )
  return { ...imports, engine }
}
