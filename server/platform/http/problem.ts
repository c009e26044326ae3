import type { FastifyReply } from 'fastify'
import type { BarcodeRefusal } from '#contract/barcodes.ts'
import type { NextStatus } from '#contract/orders.ts'
import type { Fault, Problem } from '#contract/problem.ts'
import { type ProblemCode, problems } from '#contract/problem-codes.ts'

/** What a refusal says beside its code. */
export interface Refusal {
  code: ProblemCode
  /** For people: what is wrong with this request, and what would be right. */
  detail: string
  errors?: readonly Fault[]
  /** What the status of the order may become instead. */
  nextStatuses?: readonly NextStatus[]
  /** The order that is in the way. */
  orderId?: string
  /** What the matter with a barcode is, and the scan that came first. */
  barcode?: { refusal: BarcodeRefusal; redeemedAt?: string | null; redeemedGate?: string | null }
  headers?: Readonly<Record<string, string>>
}

/** Thrown wherever a request is refused; the error handler writes it as `application/problem+json`. */
export class ProblemError extends Error {
  readonly refusal: Refusal

  constructor(refusal: Refusal) {
    super(refusal.detail)
    this.name = 'ProblemError'
    this.refusal = refusal
  }
}

export const problemContentType = 'application/problem+json'

/** The body of a refusal, with the status and title that its code stands for. */
export function toProblem(
  { code, detail, errors, nextStatuses, orderId, barcode }: Refusal,
  requestId: string,
): Problem {
  const { status, title } = problems[code]
  return {
    type: `urn:docket:problem:${code}`,
    ...{ title, status, detail, code, requestId },
    ...(errors && { errors: [...errors] }),
    ...(nextStatuses && { nextStatuses: [...nextStatuses] }),
    ...(orderId !== undefined && { orderId }),
    ...barcode,
  }
}

/** Answers with the refusal's problem, and nothing that was prepared for a success. */
export function sendProblem(reply: FastifyReply, refusal: Refusal): FastifyReply {
  const problem = toProblem(refusal, reply.request.id)
  // A file that failed before its first byte had its headers set on both.
  for (const headers of [reply, reply.raw]) headers.removeHeader('content-disposition')
  const headers = { 'cache-control': 'no-store', ...refusal.headers, 'content-type': problemContentType }
  // As bytes: to a text Fastify would add a charset, which JSON does not have.
  return reply
    .code(problem.status)
    .headers(headers)
    .send(Buffer.from(JSON.stringify(problem)))
}
