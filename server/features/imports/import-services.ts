import type { JobEngine } from '../../platform/engine/job-engine.ts'
import type { FileStore } from '../../platform/files/file-store.ts'
import type { ImportKinds } from './import-kind.ts'

/** What the verbs of jobs need beside the context: who runs a job, where its files lie, and what its kind does. */
export interface ImportServices {
  engine: JobEngine
  store: FileStore
  kinds: ImportKinds
  /** What the running jobs of this process wait for, by public id, where the database is too ill to be told. */
  waiting: Map<string, string>
}

/** The name under which the engine runs jobs; the id of the work is the job's public id. */
export const importWork = 'import'
