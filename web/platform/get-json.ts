import type { Problem } from '#contract/problem.ts'

const timeoutMs = 4_000

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

interface Request {
  signal: AbortSignal
  /** Sent as the API key. */
  key?: string
}

/**
 * Asks the server for the JSON that `path` is known to answer with.
 * @throws UnreachableError | RefusedError
 */
export async function getJson<T>(path: string, { signal, key }: Request): Promise<T> {
  const response = await send(path, signal, key)
  const body = await readBody(response)
  if (response.ok) return asAnswerOf<T>(body)
  if (isProblem(body)) throw new RefusedError(body)
  throw new UnreachableError(`something else than Docket answered: HTTP ${response.status}`)
}

async function send(path: string, signal: AbortSignal, key: string | undefined): Promise<Response> {
  const headers = new Headers({ accept: 'application/json' })
  if (key !== undefined) headers.set('authorization', `Bearer ${key}`)
  const bounded = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)])
  try {
    return await fetch(path, { headers, cache: 'no-store', signal: bounded })
  } catch (cause) {
    throw new UnreachableError('Docket does not answer', { cause })
  }
}

async function readBody(response: Response): Promise<unknown> {
  try {
    return await response.json()
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
