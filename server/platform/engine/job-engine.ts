/** What an attempt is told by the engine that runs it. `signal` aborts when the engine stops or the job is cancelled. */
export interface RunContext {
  readonly signal: AbortSignal
  /** Says that the attempt is alive; for supervision and display, never the truth about progress. */
  beat(): void
}

/**
 * What came of an attempt: nothing more to do, or run again after a while. Handlers never throw for what they expect:
 * the row of the job says how often it failed and when to try again.
 */
export type RunOutcome = { next: 'done' } | { next: 'again'; afterMs: number }

/** Runs one stretch of the work that `id` names. Idempotent: it resumes from what is stored. */
export type RunHandler = (id: string, run: RunContext) => Promise<RunOutcome>

/** Work by name: `import`, `clean-up`. */
export type Handlers = Readonly<Record<string, RunHandler>>

/** Work that comes again and again: a cron expression in UTC. */
export interface Schedule {
  kind: string
  cron: string
}

/**
 * Decides who runs a piece of work now, and runs it again if whoever ran it dies. It holds no truth: the rows of the
 * database do, and a fence in them makes a second runner harmless.
 */
export interface JobEngine {
  /** Begins to run work with these handlers, `slots` pieces at a time. A process that only starts work passes none. */
  start(handlers: Handlers, slots: number): Promise<void>
  /** Takes no new work and waits for what runs, at most so long; then aborts it. */
  stop(graceMs: number): Promise<void>
  /**
   * Sees to it that the work runs, soon or `afterMs` from now. Safe to call any number of times: `turn` names the
   * attempt, and the same turn of the same work is never queued twice. Called after commit, and by the reconciler.
   */
  ensureStarted(work: { kind: string; id: string; turn: string; afterMs?: number }): Promise<void>
  /** Aborts the work if it runs here; elsewhere it ends at its next step, because its row says so already. */
  requestCancel(kind: string, id: string): Promise<void>
  putSchedule(schedule: Schedule): Promise<void>
}
