import type { Context } from '../../../platform/context.ts'
import type { Handlers, Schedule } from '../../../platform/engine/job-engine.ts'
import type { FileStore } from '../../../platform/files/file-store.ts'
import { type ImportServices, importWork } from '../import-services.ts'
import { createImportSlices } from './import-slices.ts'
import { reconcileJobs } from './reconcile-jobs.ts'

export interface StartImports extends Pick<ImportServices, 'engine' | 'waiting'> {
  /** The database's address, for the threads' own connections. */
  url: string
  store: Pick<FileStore, 'borrow'>
  /** The file that an import's thread runs; it calls `runImportThread` with the kinds. */
  threadFile: URL
  /** Other work that the engine runs, such as clean-ups, and when. */
  handlers?: Handlers
  schedules?: readonly Schedule[]
  /** How long a silent holder is believed to be alive, and how often it is looked for jobs that nobody has. */
  leaseMs?: number
  reconcileMs?: number
  sliceMs?: number
}

/** Everything that runs imports in this process. */
export interface Imports {
  /** Lets every import end the step that it is at, at most so long, and stops the engine. */
  stop(graceMs: number): Promise<void>
}

const defaults = {
  leaseMs: 30_000,
  /** Often enough for a job to go on within 10 s of whatever happened to it; a look costs one small index scan. */
  reconcileMs: 2_000,
  /** Short, so that a new version never waits long for an old one. */
  sliceMs: 60_000,
}

/** Begins to run the imports of this database in this process, beside any number of other processes that do the same. */
export async function startImports(
  context: Pick<Context, 'config' | 'db' | 'log'>,
  options: StartImports,
): Promise<Imports> {
  const { db, log, config } = context
  const { engine, handlers = {}, schedules = [] } = options
  const { reconcileMs, ...timed } = { ...defaults, ...options }
  const slices = createImportSlices({ ...timed, db, log, logLevel: config.logLevel })
  await engine.start({ ...handlers, [importWork]: slices.run }, config.importSlots)
  for (const schedule of schedules) await engine.putSchedule(schedule)
  const reconciler = reconcileJobs({ db, engine, log, everyMs: reconcileMs, onWaiting: slices.makeWay })
  return {
    async stop(graceMs) {
      slices.pauseAll()
      await reconciler.stop()
      await engine.stop(graceMs)
    },
  }
}
