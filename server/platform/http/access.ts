import type { FastifyRequest } from 'fastify'
import type { Context } from '../context.ts'
import type { Call, Principal } from '../principal.ts'
import { ProblemError } from './problem.ts'

/**
 * Who may call a route (spec 7): anybody; whoever is signed in; those who may write (operators and admins); admins
 * alone, to everybody else the route is not there. What belongs to somebody is scoped by the queries behind it.
 */
export const accesses = ['open', 'read', 'write', 'admin'] as const
export type Access = (typeof accesses)[number]

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Who may call the route; reading when it answers GET and writing otherwise, unless it says. */
    access?: Access
  }
  interface FastifyRequest {
    /** Who asks; nobody until the request was authenticated. */
    principal: Principal
  }
}

export const nobody: Principal = { kind: 'nobody', role: 'nobody' }

/** Finds out who asks. @throws ProblemError with status 401 when what the request carries is not accepted. */
export type Authenticate = (request: FastifyRequest) => Promise<Principal> | Principal

/** What the route says, or what its method suggests. */
export function accessOf({ routeOptions, method }: Pick<FastifyRequest, 'routeOptions' | 'method'>): Access {
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

/** What a verb gets first, for this request. Its cursors are those of this list alone. */
export function callOf(context: Context, { principal, routeOptions, params }: FastifyRequest): Call {
  const list = JSON.stringify([routeOptions.url, params])
  return { ...context, principal, cursors: context.cursors.within(list) }
}
