import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import type { Fault } from '#contract/problem.ts'
import { type ProblemCode, problems } from '#contract/problem-codes.ts'
import { isGivenUp, isLockTimeout } from '../database/database-refusals.ts'
import { findTrouble, type Trouble } from '../database/find-trouble.ts'
import { findFaults } from './find-faults.ts'
import { AnswerReplay, sendReplay } from './idempotency.ts'
import { ProblemError, type Refusal, sendProblem } from './problem.ts'

/** Answers any error as a problem. What nobody expected is logged once, here, and never shown. */
export function handleError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (error instanceof AnswerReplay) return sendReplay(reply, error.answer)
  const refusal = toRefusal(error, request)
  if (problems[refusal.code].status >= 500 && !(error instanceof ProblemError))
    request.log.error({ err: error, route: request.routeOptions.url }, 'a request failed')
  return sendProblem(reply, refusal)
}

function toRefusal(error: unknown, request: FastifyRequest): Refusal {
  if (error instanceof ProblemError) return error.refusal
  const trouble = findTrouble(error)
  if (trouble !== undefined) return refusalsByTrouble[trouble]
  if (isGivenUp(error) || isLockTimeout(error)) return tooBusy
  if (!isFrameworkError(error)) return internalError
  if (error.validation !== undefined) return toValidationRefusal(error, request)
  if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE') return tooLarge(request)
  const known = refusalsByFrameworkCode[error.code]
  if (known !== undefined) return known
  const code = codesByStatus[error.statusCode ?? 500]
  return code === undefined ? internalError : { code, detail: `${problems[code].title}.` }
}

function tooLarge({ routeOptions }: FastifyRequest): Refusal {
  return { code: 'body-too-large', detail: `A body here has at most ${routeOptions.bodyLimit} bytes.` }
}

/** What is said of faults of Docket itself. */
export const internalError: Refusal = {
  code: 'internal-error',
  detail: 'This is a fault of Docket, not of the request. The log has the details under the request id.',
}

/** Nothing was done: of a transaction that is given up for others nothing is left. */
const tooBusy: Refusal = {
  code: 'too-busy',
  detail: 'Others are changing the same thing just now, and nothing was done. Try again in a moment.',
  headers: { 'retry-after': '1' },
}

/** No fault of Docket, and worth asking again: programs wait for the one and people can mend the other. */
const refusalsByTrouble: Readonly<Record<Trouble, Refusal>> = {
  'disk-full': {
    code: 'not-ready',
    detail: 'A disk of the server is full. Make room on it, then try again.',
  },
  unreachable: {
    code: 'not-ready',
    detail: 'The database cannot be reached just now. Try again in a moment.',
  },
}

/** An id of any shape that names nothing is 404, so a parameter of the path is never "invalid". */
function toValidationRefusal(error: FastifyError, request: FastifyRequest): Refusal {
  if (error.validationContext === 'params')
    return { code: 'not-found', detail: 'Nothing has the id that stands in the path.' }
  if (error.validationContext === 'body' && request.body === undefined) return bodyMissing
  const errors = findFaults(request)
  return { code: 'values-invalid', detail: describeFaults(errors), errors }
}

function describeFaults(faults: readonly Fault[]): string {
  const [only] = faults
  if (only === undefined || faults.length > 1) return `${faults.length} values are not valid.`
  return `${only.pointer === '' ? 'The body' : `"${only.pointer}"`} ${only.message}.`
}

const bodyMissing: Refusal = { code: 'body-missing', detail: 'Send a JSON body.' }

const contentTypeUnsupported: Refusal = {
  code: 'content-type-unsupported',
  detail: 'Send the body as UTF-8 with "Content-Type: application/json".',
}

/** What Fastify refuses by itself. Its own messages are not shown: they are written for whoever runs it. */
const refusalsByFrameworkCode: Readonly<Record<string, Refusal>> = {
  FST_ERR_CTP_INVALID_JSON_BODY: { code: 'body-malformed', detail: 'The body cannot be read as JSON.' },
  FST_ERR_CTP_EMPTY_JSON_BODY: bodyMissing,
  FST_ERR_CTP_INVALID_MEDIA_TYPE: contentTypeUnsupported,
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: {
    code: 'request-malformed',
    detail: 'The body is not as long as the Content-Length header says.',
  },
  FST_ERR_BAD_URL: { code: 'url-malformed', detail: 'A "%" in the address is not followed by a valid code.' },
}

/** What other plugins refuse, known only by its status. */
const codesByStatus: Readonly<Record<number, ProblemCode>> = {
  400: 'request-malformed',
  403: 'path-forbidden',
  404: 'not-found',
  408: 'request-timeout',
  412: 'precondition-failed',
  413: 'body-too-large',
  415: 'content-type-unsupported',
  416: 'range-not-satisfiable',
}

// Fastify and its plugins throw errors that carry these fields, where they carry any.
function isFrameworkError(error: unknown): error is FastifyError {
  return error instanceof Error && ('code' in error || 'statusCode' in error || 'validation' in error)
}
