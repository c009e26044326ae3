import type { Client } from 'pg'
import type { FileRole, JobKind } from '#contract/jobs.ts'
import type { Database, Transaction } from '../../platform/database/database.ts'
import type { Logger } from '../../platform/log.ts'

/** An uploaded file of a job, readable on this machine. */
export interface ImportFile {
  id: number
  role: FileRole
  /** As the client named it: for messages, never for opening. */
  name: string
  path: string
}

/** How far one stretch of a file is read and stored; part n begins as the whole of a run's n-th file. Offsets are bytes from the start of the file, lines count from 1. */
export interface Checkpoint {
  part: number
  offset: number
  line: number
  records: number
  isDone: boolean
}

/** What a step adds to the job's counters. May be negative: a row that was valid may lose against another one. */
export interface Counted {
  processed: number
  valid: number
  invalid: number
  suspicious: number
}

/** Writes a step's rows. `client` is the connection of `tx`, for COPY in the same transaction. */
type WriteStep = (tx: Transaction, client: Client) => Promise<void>

/**
 * One step of an import, stored in one transaction that fails, writing nothing, unless the job is still processing under this
 * run's lease and stands where the step begins.
 */
export interface Step {
  /** The phase it belongs to, and the one after it when that changes. */
  phase: string
  nextPhase?: string
  /** Where the stretch stood before and stands after it; absent for steps that read no file. */
  from?: Checkpoint
  to?: Checkpoint
  counted: Counted
  /** What counts beside `counted`, where that is known only when the rows are written: asked after `write`. */
  countWritten?(): Counted
  /** How far the job then is, where that is not how many of its records are processed. 99 at most; it never goes back. */
  progressPercent?: number
  write: WriteStep
}

/** One run of a job, by whoever holds its lease. */
export interface ImportRun {
  jobId: number
  kind: JobKind
  options: Readonly<Record<string, unknown>>
  /** In the order of `fileRoles`. */
  files: readonly ImportFile[]
  /** The phase and the checkpoints that stand in the database when the run begins. */
  phase: string
  /** One for each file, in the order of `files`; a fresh one stands at offset 0 and line 1, before the header. */
  checkpoints: readonly Checkpoint[]
  totalRecords: number
  /**
   * The run's own connection. Outside of `commit` it is for reading, and for what holds no verdict and does no harm twice:
   * temporary tables, and indexes, which take long to build and must not keep a cancel waiting.
   */
  db: Database
  client: Client
  log: Logger
  /**
   * Stores a step, holding the job's row until it is stored. A step that fails ends the run: the next one goes on from what
   * is stored, because whoever lost its connection does not know whether its last step was.
   * @throws LeaseLost when somebody else has taken the job, or it was cancelled
   */
  commit(step: Step): Promise<void>
  /** True when the slice is over or the process stops: the import returns `paused` at the next step boundary. */
  shouldPause(): boolean
}

/** What a kind of import does with its files. It runs in a worker thread, may read synchronously, and resumes anywhere. */
export interface ImportKind {
  /** The phase a fresh job begins with. */
  firstPhase: string
  /**
   * Makes what the job's rows are stored in, in the transaction that first takes the lease. Idempotent.
   */
  prepare(tx: Transaction, jobId: number): Promise<void>
  /**
   * Works until everything is stored (`finished`: the executor completes the job) or it is time to pause.
   * @throws FileFault when a file cannot be used: the job fails with its message
   */
  run(run: ImportRun): Promise<'finished' | 'paused'>
  /** Removes everything that `prepare` made, in the transaction that deletes the job. */
  remove(tx: Transaction, jobId: number): Promise<void>
}

export type ImportKinds = Readonly<Record<JobKind, ImportKind>>
