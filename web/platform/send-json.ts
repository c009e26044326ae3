import { asFailure } from './get-json.ts'
import { readAnswer } from './server-answer.ts'

const timeoutMs = 30_000

/**
 * Changes something on the server; `path` is known to answer with `T`. `conditions` are headers such as `If-Match`.
 * @throws UnreachableError | RefusedError
 */
export async function sendJson<T>(
  method: 'POST' | 'PATCH' | 'DELETE',
  path: string,
  body?: unknown,
  conditions: Readonly<Record<string, string>> = {},
): Promise<T> {
  const headers = new Headers({ accept: 'application/json', ...conditions })
  if (body !== undefined) headers.set('content-type', 'application/json')
  const content = body === undefined ? {} : { body: JSON.stringify(body) }
  try {
    const response = await fetch(path, {
      method,
      headers,
      ...content,
      signal: AbortSignal.timeout(timeoutMs),
    })
    return readAnswer<T>({ status: response.status, text: await response.text() })
  } catch (cause) {
    throw asFailure(cause)
  }
}
