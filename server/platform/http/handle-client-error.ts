import { randomUUID } from 'node:crypto'
import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyBaseLogger } from 'fastify'
import { problemContentType, type Refusal, toProblem } from './problem.ts'
import { securityHeaders } from './security-headers.ts'

/**
 * Builds the answer to bytes that Node cannot read as a request: there is no request object then, so the problem
 * is written to the socket itself.
 */
export function createClientErrorHandler(log: FastifyBaseLogger) {
  return (error: NodeJS.ErrnoException, socket: Socket): void => {
    if (error.code === 'ECONNRESET' || socket.destroyed) return
    const requestId = randomUUID()
    log.debug({ err: error, requestId }, 'a connection sent no valid request')
    if (socket.writable && !isAnswering(socket)) socket.write(toMessage(toRefusal(error.code), requestId))
    // Lets what was written leave; a reset at once could overtake it.
    socket.destroySoon()
  }
}

function toRefusal(code: string | undefined): Refusal {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return { code: 'request-timeout', detail: 'The request did not arrive in time. Send it again.' }
  if (code === 'HPE_HEADER_OVERFLOW')
    return { code: 'headers-too-large', detail: 'Send a shorter address or fewer headers.' }
  if (code === 'HPE_CHUNK_EXTENSIONS_OVERFLOW')
    return { code: 'body-too-large', detail: 'Send a body without chunk extensions.' }
  return { code: 'request-malformed', detail: 'The bytes that arrived are not a valid HTTP request.' }
}

/** True when an answer is under way on this connection: a second one would be read as a part of it. */
function isAnswering(socket: Socket): boolean {
  const answer = '_httpMessage' in socket ? socket._httpMessage : undefined
  return (
    typeof answer === 'object' && answer !== null && 'headersSent' in answer && answer.headersSent === true
  )
}

function toMessage(refusal: Refusal, requestId: string): string {
  const problem = toProblem(refusal, requestId)
  const body = JSON.stringify(problem)
  const headers = {
    ...securityHeaders,
    'content-type': problemContentType,
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    'x-request-id': requestId,
    connection: 'close',
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  return `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}\r\n${lines.join('')}\r\n${body}`
}
