import { asFailure } from './get-json.ts'
import { readAnswer } from './server-answer.ts'

const timeoutMs = 8_000

/**
 * Asks the server for a document, which is kept exactly as it came.
 * @throws UnreachableError | RefusedError
 */
export async function getText(path: string, signal: AbortSignal): Promise<string> {
  const bounded = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)])
  try {
    const response = await fetch(path, { cache: 'no-store', signal: bounded })
    const text = await response.text()
    return response.ok ? text : readAnswer<string>({ status: response.status, text })
  } catch (cause) {
    throw asFailure(cause)
  }
}
