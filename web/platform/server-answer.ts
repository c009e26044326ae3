import type { Problem } from '#contract/problem.ts'

/** The server did not answer, or something else answered in its place. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError'
}

/** The server answered, and refused. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError'
  readonly problem: Problem

  constructor(problem: Problem) {
    super(problem.detail)
    this.problem = problem
  }
}

/**
 * Reads the answer to a request that is known to be answered with `T`; an empty answer is undefined.
 * @throws UnreachableError | RefusedError
 */
export function readAnswer<T>({ status, text }: { status: number; text: string }): T {
  const body = readBody(text)
  if (status >= 200 && status < 300) return asAnswerOf<T>(body)
  if (isProblem(body)) throw new RefusedError(body)
  throw new UnreachableError(`something else than Docket answered: HTTP ${status}`)
}

/** What went wrong, in words for the person who asked. */
export function reasonOf(error: Error): string {
  if (error instanceof RefusedError) return error.problem.detail
  if (error instanceof UnreachableError) return 'Docket does not answer just now. Try again when it is back.'
  return 'The page could not read the answer. Load it again.'
}

function readBody(text: string): unknown {
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch (cause) {
    // A proxy in front of a stopped server answers with pages of its own.
    throw new UnreachableError('something else than Docket answered, or the answer broke off', { cause })
  }
}

function isProblem(body: unknown): body is Problem {
  return typeof body === 'object' && body !== null && 'code' in body && 'detail' in body && 'title' in body
}

/** The server writes every answer through the contract's schema of its route, so the body has that type. */
function asAnswerOf<T>(body: unknown): T {
  return body as T
}
