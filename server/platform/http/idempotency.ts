import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from '../context.ts'
import type { KeptAnswer } from '../idempotency/idempotency-queries.ts'
import {
  fingerprintOf,
  isReservation,
  type KeyedRequest,
  type Reservation,
  reserveKey,
} from '../idempotency/reserve-key.ts'
import { createSeal } from '../idempotency/seal.ts'
import { principalKey } from '../principal.ts'
import { accessOf } from './access.ts'
import { ProblemError } from './problem.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The answer holds a secret that is shown once: it is kept so that only the same caller can read it. */
    secretAnswer?: boolean
    /** The route honours the Idempotency-Key itself, where what it does is stored. */
    ownIdempotency?: boolean
  }
  interface FastifyRequest {
    /** What a request with an Idempotency-Key got for it. It stays: what runs on after the answer stores nothing then. */
    reservation: Reservation | undefined
  }
}

/**
 * Honours the Idempotency-Key of every write below `/api`: what was done under a key is not done again, and is answered
 * as before. A route that takes files says itself what they are, with `reserveUpload`. Comes before all routes, and
 * after the hook that finds out who asks.
 */
export function addIdempotency(api: FastifyInstance, context: Context): void {
  api.decorateRequest('reservation', undefined)
  api.addHook('preHandler', async (request) => {
    if (request.mediaType === 'multipart/form-data' || request.routeOptions.config.ownIdempotency === true)
      return
    const keyed = readKeyed(request, request.body ?? null)
    if (keyed !== undefined) await reserveRequest(context, request, keyed)
  })
  api.addHook('onSend', async (request, reply, payload) => {
    const { reservation } = request
    if (reservation === undefined) return
    // What was done stands whether or not its answer can be kept: then the next attempt finds the effects.
    await settle(reservation, reply, payload).catch((error) =>
      request.log.error({ err: error }, 'the answer under an Idempotency-Key could not be kept'),
    )
  })
}

/**
 * Honours the Idempotency-Key of an upload, once everything of it was read and before anything is done with it.
 * @param content what makes two uploads the same one: the fields, and the hashes of the files
 * @throws AnswerReplay when it was answered before, ProblemError when the key cannot be used
 */
export async function reserveUpload(
  context: Context,
  request: FastifyRequest,
  content: unknown,
): Promise<void> {
  const keyed = readKeyed(request, content)
  if (keyed !== undefined) await reserveRequest(context, request, keyed)
}

/**
 * What a request under an Idempotency-Key is known by; undefined for one without.
 * @param content what makes two of them the same one, beside their parameters
 * @throws ProblemError 422 for a key that cannot be one
 */
export function readKeyed(request: FastifyRequest, content: unknown): KeyedRequest | undefined {
  const key = readKey(request)
  if (key === undefined) return undefined
  const { principal, method, routeOptions, params } = request
  const scope = fingerprintOf(principalKey(principal), method, routeOptions.url, params, key)
  const isSecret = routeOptions.config.secretAnswer === true
  const fingerprint = fingerprintOf(request.query, content)
  return { scope, fingerprint, isSecret, ...(isSecret ? findSeal(request, scope) : {}) }
}

/**
 * Takes the key of a request for what is done from here on: its transactions are carried out once, and its answer is kept.
 * @throws AnswerReplay when it was answered before, ProblemError when the key cannot be used
 */
export async function reserveRequest(
  { db }: Context,
  request: FastifyRequest,
  keyed: KeyedRequest,
): Promise<void> {
  const found = await reserveKey(db, keyed)
  if (!isReservation(found)) throw new AnswerReplay(found)
  request.reservation = found
}

/** Thrown instead of doing something again; the error handler sends the answer that it had. */
export class AnswerReplay extends Error {
  readonly answer: KeptAnswer

  constructor(answer: KeptAnswer) {
    super('the request was answered before')
    this.name = 'AnswerReplay'
    this.answer = answer
  }
}

/** Answers as before, and says so. */
export function sendReplay(reply: FastifyReply, { status, headers, body }: KeptAnswer): FastifyReply {
  reply.code(status).headers({ ...headers, 'idempotent-replayed': 'true' })
  return body === null || body.length === 0 ? reply.send() : reply.send(body)
}

async function settle(reservation: Reservation, reply: FastifyReply, payload: unknown): Promise<void> {
  const isSuccess = reply.statusCode >= 200 && reply.statusCode < 300
  const body = payload == null ? Buffer.alloc(0) : payload
  if (!isSuccess || !(typeof body === 'string' || Buffer.isBuffer(body))) return reservation.release()
  await reservation.answer({
    status: reply.statusCode,
    headers: keptHeaders(reply),
    body: Buffer.from(body),
  })
}

/** The headers that say what the body is. Cookies are never kept. */
function keptHeaders(reply: FastifyReply): Record<string, string> {
  const entries = ['content-type', 'location', 'etag'].flatMap((name) => {
    const value = reply.getHeader(name)
    return value === undefined ? [] : [[name, String(value)] as const]
  })
  return Object.fromEntries(entries)
}

/** @throws ProblemError 422 for a key that is empty, too long, doubled or not printable */
function readKey(request: FastifyRequest): string | undefined {
  // Who is nobody has no keys of their own: signing in and using a link are not repeated by them.
  if (request.method === 'GET' || request.method === 'HEAD' || accessOf(request) === 'open') return undefined
  const keys = request.raw.headersDistinct['idempotency-key']
  if (keys === undefined) return undefined
  const [key = ''] = keys
  if (keys.length === 1 && /^[\x20-\x7e]{1,255}$/.test(key)) return key
  throw new ProblemError({
    code: 'values-invalid',
    detail: 'The Idempotency-Key must be 1 to 255 printable ASCII characters.',
    errors: [
      { pointer: '/idempotency-key', code: 'key-invalid', message: 'must be 1 to 255 printable characters' },
    ],
  })
}

/** Made of the API key, or of the half of the session's cookie that stays the same while the other one is renewed. */
function findSeal({ headers }: FastifyRequest, scope: Buffer) {
  const session = /(?:^|;\s*)(?:__Host-docket|docket_session)=([\w-]+)/.exec(headers.cookie ?? '')?.[1]
  const credential = headers.authorization ?? session
  return credential === undefined ? {} : { seal: createSeal(credential, scope) }
}
