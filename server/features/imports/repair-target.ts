import type { RowError } from '#contract/job-rows.ts'
import type { JobKind } from '#contract/jobs.ts'
import type { RecordFault } from '../../platform/csv/csv-record.ts'
import type { WantedColumn } from '../../platform/csv/match-header.ts'
import type { Database, Transaction } from '../../platform/database/database.ts'
import type { Counted } from './import-kind.ts'

/** One mended row: which row of which file it is for, and its new values by the first names of their columns, trimmed. */
export interface RepairRow {
  /** Where it stands in the request: `/rows/0`. */
  pointer: string
  /** The name of the file, for jobs of several files. */
  file: string | undefined
  line: number
  values: ReadonlyMap<string, string>
  /** What no row may hold, such as a control character: the row stays invalid for it. */
  fault: RecordFault | undefined
}

/** A repair as it is kept with every row it replaces. */
export interface RepairOrigin {
  /** Who sent it, as in `principalKey`. */
  by: string
  /** The SHA-256 of what was sent, in hexadecimal: the same again changes nothing. */
  sha256: string
}

/** What came of a repair. */
export interface RepairOutcome {
  /** Rows that are valid now, those included that the same repair had mended before. */
  repaired: number
  stillInvalid: { file?: string; line: number; errors: RowError[] }[]
  /** What moves in the job's counters; nothing for rows that were mended before. */
  counted: Counted
}

/** How mended rows of one kind of job are taken back. */
export interface RepairTarget {
  /** The columns that a row may have; the others of a file are passed over. */
  columns: readonly WantedColumn[]
  /** Makes what a repair needs and does no harm without one, before its transaction. */
  prepare?(db: Database): Promise<void>
  /**
   * Checks the rows and stores those that are valid now, in the transaction that holds the job's row locked. What is replaced
   * goes to `job_repairs`.
   * @throws ProblemError 422 when a row names no rejected row of the job
   */
  repair(
    tx: Transaction,
    jobId: number,
    rows: readonly RepairRow[],
    origin: RepairOrigin,
  ): Promise<RepairOutcome>
}

export type RepairTargets = Readonly<Record<JobKind, RepairTarget>>
