/** What a person at the terminal, or the system, wants of a running Docket. */
export interface StopSignals {
  /** Aborted by the first Ctrl-C, SIGTERM or hang-up: end in good order. */
  readonly stopping: AbortSignal
  /** Aborted by the second: end now. */
  readonly hurry: AbortSignal
}

/** npm passes a Ctrl-C on that the terminal has already sent to everybody: both copies are one wish. */
const sameWishMs = 500

/** Listens for the signals that end a program, for as long as the process lives. */
export function watchStopSignals(say: (line: string) => void): StopSignals {
  const stopping = new AbortController()
  const hurry = new AbortController()
  let firstAt = 0
  function onSignal(): void {
    if (!stopping.signal.aborted) {
      firstAt = performance.now()
      say('Stopping (Ctrl-C again to hurry)')
      stopping.abort()
    } else if (performance.now() - firstAt > sameWishMs) hurry.abort()
  }
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, onSignal)
  return { stopping: stopping.signal, hurry: hurry.signal }
}
