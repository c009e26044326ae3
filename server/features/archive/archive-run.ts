import type { Context } from '../../platform/context.ts'
import type { Principal } from '../../platform/principal.ts'

/** What archiving gets first. */
export type ArchiveContext = Pick<Context, 'config' | 'db' | 'log' | 'clock' | 'stopping'> & {
  readonly principal: Principal
  /** Told what is done, in a line. */
  say?(line: string): void
}

/** An archive that is finished. */
export interface ArchiveSummary {
  /** As 2024-03-0001. */
  name: string
  /** How many orders were moved into it, and how many events its files hold. */
  orders: number
  events: number
  /** Orders that changed while it was made, and stayed in the database. */
  left: number
  bytes: number
}

/** A run, with what it has done so far. */
export interface ArchiveRun extends ArchiveContext {
  readonly archives: ArchiveSummary[]
}

export interface Archived {
  /** The month before which everything was looked at. */
  before: string
  archives: readonly ArchiveSummary[]
  /** Months of which the database has no events any more. */
  monthsDropped: readonly string[]
}

/** The name of an archive, which those of its files end with. */
export function nameOf({ month, sequence }: { month: string; sequence: number }): string {
  return `${month}-${String(sequence).padStart(4, '0')}`
}
