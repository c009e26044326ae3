/**
 * A failure that Docket expects and a person can act on. The command line prints its message as one plain
 * line and exits with its code; anything else is a bug and keeps its stack trace.
 */
export class PlainError extends Error {
  readonly exitCode: ExitCode

  constructor(message: string, exitCode: ExitCode = exitCodes.failed, options?: ErrorOptions) {
    super(message, options)
    this.name = 'PlainError'
    this.exitCode = exitCode
  }
}

/** What each exit code of the command line means (spec 2.1). */
export const exitCodes = { ok: 0, failed: 1, wrongUsage: 2, badFile: 3 } as const

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]
