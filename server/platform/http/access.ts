import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from '../context.ts'
import { rememberTransactions } from '../idempotency/remember-transactions.ts'
import type { Call, Principal } from '../principal.ts'
import { refuseKey } from './admin-key.ts'
import { ProblemError } from './problem.ts'

/**
 * Who may call a route (spec 7): anybody; whoever is signed in; those who may write (operators and admins); admins
 * alone, to everybody else the route is not there. What belongs to somebody is scoped by the queries behind it.
 */
export type Access = 'open' | 'read' | 'write' | 'admin'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Who may call the route; reading when it answers GET and writing otherwise, unless it says. */
    access?: Access
    /** Statuses of the problems that this route answers beside those that every route does, for the document. */
    problems?: readonly number[]
  }
  interface FastifyInstance {
    /** Finds out what has become of who asked. */
    renewPrincipal: Renew
  }
  interface FastifyRequest {
    /** Who asks; nobody until the request was authenticated. */
    principal: Principal
  }
}

export const nobody: Principal = { kind: 'nobody', role: 'nobody' }

/**
 * Finds out who asks: nobody when the request carries nothing. Given the `reply`, it may renew the cookie of a session.
 * @throws ProblemError with status 401 when what the request carries is not accepted.
 */
export type Authenticate = (request: FastifyRequest, reply?: FastifyReply) => Promise<Principal> | Principal

/** Who asks, who must be somebody. @throws ProblemError with status 401 */
export async function requirePrincipal(
  authenticate: Authenticate,
  request: FastifyRequest,
  reply?: FastifyReply,
): Promise<Principal> {
  const principal = await authenticate(request, reply)
  if (principal.kind === 'nobody')
    throw refuseKey('key-missing', 'Sign in, or send the header "Authorization: Bearer <key>".')
  return principal
}

/** The same principal as it is now; undefined when it is no longer good. */
export type Renew = (principal: Principal) => Promise<Principal | undefined>

/**
 * Asks again who sends a request, once all of it was read: bodies may take hours to arrive, and whoever began may
 * have been shut out meanwhile.
 * @throws ProblemError with status 401, or 403 when they have another role by now
 */
export async function requireStillAllowed({ principal, server }: FastifyRequest): Promise<void> {
  const now = await server.renewPrincipal(principal)
  if (now?.role === principal.role) return
  if (now !== undefined)
    throw new ProblemError({
      code: 'role-insufficient',
      detail: 'Your role was changed while this was sent. Send it again.',
    })
  if (principal.kind === 'key') throw refuseKey('key-wrong', 'The key is no longer good.')
  throw new ProblemError({
    code: 'session-ended',
    detail: 'Sign in again.',
    headers: { 'www-authenticate': 'Bearer realm="docket"' },
  })
}

/** What the route says, or what its method suggests. That there is no such route, all who are signed in may know. */
export function accessOf({
  routeOptions,
  method,
  is404,
}: Pick<FastifyRequest, 'routeOptions' | 'method' | 'is404'>): Access {
  if (is404) return 'read'
  return routeOptions.config.access ?? (method === 'GET' || method === 'HEAD' ? 'read' : 'write')
}

/** @throws ProblemError: 404 for what one may not see, 403 for what one may see and not change */
export function checkAccess(access: Access, { role }: Principal): void {
  if (access === 'open' || role === 'admin') return
  if (access === 'admin')
    throw new ProblemError({
      code: 'not-found',
      detail: 'There is no such path. GET /docs lists what there is.',
    })
  if (access === 'write' && role !== 'operator')
    throw new ProblemError({
      code: 'role-insufficient',
      detail: 'Viewers look at everything and change nothing.',
    })
}

/**
 * What a verb gets first, for this request. Its cursors are those of this list alone, and under an Idempotency-Key its
 * transactions are carried out once.
 */
export function callOf(context: Context, request: FastifyRequest): Call {
  const { principal, routeOptions, params, headers } = request
  const list = JSON.stringify([routeOptions.url, params])
  const call = { ...context, principal, cursors: context.cursors.within(list) }
  if (headers['idempotency-key'] === undefined) return call
  return { ...call, db: rememberTransactions(context.db, () => request.reservation) }
}
