import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { httpLimits } from './limits.ts'

/** The caller's `X-Request-Id` when it is short and harmless in a log line, else a new one. */
export function readRequestId(request: IncomingMessage): string {
  const given = request.headers['x-request-id']
  return typeof given === 'string' && isHarmless(given) ? given : randomUUID()
}

function isHarmless(text: string): boolean {
  return text.length <= httpLimits.requestIdLengthMax && /^[A-Za-z0-9._:@/+=-]+$/.test(text)
}
