import { RefusedError, reasonOf } from './server-answer.ts'

/** Why each value of a form was refused, by its pointer; empty when nothing was, or not for a value. */
export function faultsOf(error: Error | null): ReadonlyMap<string, string> {
  const faults = error instanceof RefusedError ? (error.problem.errors ?? []) : []
  // Of several faults of one value the first is told.
  return new Map(faults.map(({ pointer, message }) => [pointer, sentence(message)] as const).reverse())
}

/** What to tell of a refused form as a whole, when `fields` tell of their own faults themselves. */
export function wholeFaultOf(error: Error | null, fields: readonly string[]): string | undefined {
  if (error === null) return undefined
  const pointers = [...faultsOf(error).keys()]
  const isToldByFields = pointers.length > 0 && pointers.every((pointer) => fields.includes(pointer))
  return isToldByFields ? 'Some values are not right yet. See what is marked.' : reasonOf(error)
}

/** What went wrong, and with each value that the reason does not tell of: for what no form asked. */
export function reasonsOf(error: Error): string[] {
  const reason = reasonOf(error)
  const faults = error instanceof RefusedError ? (error.problem.errors ?? []) : []
  const untold = faults.filter(({ message }) => !reason.includes(message))
  return [reason, ...untold.map(({ pointer, message }) => sentence(message, `“${pointer.slice(1)}”`))]
}

/** The server's messages go on after the name of the value: "must have at least 12 characters". */
export function sentence(message: string, subject = 'It'): string {
  const words = /^[a-z]/.test(message) ? `${subject} ${message}` : message
  return /[.!?]$/.test(words) ? words : `${words}.`
}
