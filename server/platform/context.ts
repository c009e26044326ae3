import type { Clock } from './clock.ts'
import type { Config } from './config.ts'
import type { Database } from './database/database.ts'
import type { Cursors } from './http/cursor.ts'
import type { Hints } from './live/hints.ts'
import type { Logger } from './log.ts'

/** What every verb gets first: the things that are built once, in `entry/`, and passed down. */
export interface Context {
  readonly config: Config
  readonly db: Database
  readonly log: Logger
  readonly clock: Clock
  /** Makes and reads the cursors of lists. */
  readonly cursors: Cursors
  /** Tells whoever watches what has changed. */
  readonly hints: Hints
  /** Aborted as soon as Docket is told to stop: from then on `/readyz` answers 503. */
  readonly stopping: AbortSignal
}
