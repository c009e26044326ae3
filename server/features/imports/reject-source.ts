import type { Reject } from '#contract/job-rows.ts'
import type { JobKind } from '#contract/jobs.ts'
import type { Database } from '../../platform/database/database.ts'

/** Where a page of rejects ended: numbers that only the source understands, in the order in which it sorts. */
export type RejectPosition = readonly number[]

/** One reason with where it stands, so that the next page can begin behind it. */
export interface PlacedReject {
  reject: Reject
  position: RejectPosition
}

export interface RejectPage {
  entries: PlacedReject[]
  /** True when nothing follows. A page may be shorter than asked for, because texts of rows are long. */
  isLast: boolean
}

/** The rejected rows of a job as a table: the original columns and what Docket adds, one line per row. */
export interface RejectTable {
  header: readonly string[]
  rows: AsyncIterable<readonly (string | number)[]>
}

/** Where the rejected rows of one kind of job are found. Who may see the job was asked before. */
export interface RejectSource {
  /** At most `limit` reasons in the order of files and lines, from behind `after` on; never more than some mebibytes. */
  page(db: Database, jobId: number, after: RejectPosition | undefined, limit: number): Promise<RejectPage>
  /** All rejected rows, read little by little without holding a transaction open. */
  table(db: Database, jobId: number): Promise<RejectTable>
}

export type RejectSources = Readonly<Record<JobKind, RejectSource>>
