import { RefusedError } from './server-answer.ts'

/** Why each value of a form was refused, by its pointer; empty when nothing was, or not for a value. */
export function faultsOf(error: Error | null): ReadonlyMap<string, string> {
  const faults = error instanceof RefusedError ? (error.problem.errors ?? []) : []
  // Of several faults of one value the first is told.
  return new Map(faults.map(({ pointer, message }) => [pointer, sentence(message)] as const).reverse())
}

/** The server's messages go on after the name of the value: here each stands below it, on its own. */
function sentence(message: string): string {
  const words = message.charAt(0).toUpperCase() + message.slice(1)
  return /[.!?]$/.test(words) ? words : `${words}.`
}
