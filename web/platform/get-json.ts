import { readAnswer, UnreachableError } from './server-answer.ts'

const timeoutMs = 8_000

/**
 * Asks the server for the JSON that `path` is known to answer with.
 * @throws UnreachableError | RefusedError
 */
export async function getJson<T>(path: string, signal: AbortSignal): Promise<T> {
  const bounded = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)])
  const headers = { accept: 'application/json' }
  try {
    const response = await fetch(path, { headers, cache: 'no-store', signal: bounded })
    return readAnswer<T>({ status: response.status, text: await response.text() })
  } catch (cause) {
    throw asFailure(cause)
  }
}

/** `fetch` throws errors of its own when nobody answers; those of the answer itself stay what they are. */
export function asFailure(cause: unknown): unknown {
  const isOfFetch = cause instanceof TypeError || cause instanceof DOMException
  return isOfFetch ? new UnreachableError('Docket does not answer', { cause }) : cause
}
