import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { Me, SessionList, SignIn } from '#contract/sign-in.ts'
import type { Context } from '../../../platform/context.ts'
import { callOf } from '../../../platform/http/access.ts'
import type { ContractTypes } from '../../../platform/http/contract-types.ts'
import { ProblemError } from '../../../platform/http/problem.ts'
import { toUser, type UserRow } from '../user-row.ts'
import { endSession } from './end-session.ts'
import { getMe } from './get-me.ts'
import { listSessions } from './list-sessions.ts'
import { checkEncrypted, clearedCookie, sessionCookie } from './session-cookie.ts'
import { signIn } from './sign-in.ts'
import type { Browser, StartedSession } from './start-session.ts'

const tags = ['sign-in']

/** The routes of signing in and out, and of the caller's own sessions. */
export function addSessionRoutes(api: FastifyInstance, context: Context): void {
  addSignIn(api, context)
  addOwn(api, context)
  addSignOut(api, context)
}

function addSignIn(api: FastifyInstance, context: Context): void {
  api.withTypeProvider<ContractTypes>().post(
    '/sessions',
    {
      config: { access: 'open', problems: [429] },
      schema: {
        operationId: 'signIn',
        tags,
        summary: 'Sign in with e-mail address and password; the answer sets the cookie of the session',
        body: SignIn,
        response: { 201: Me },
      },
    },
    async (request, reply) => {
      checkEncrypted(request, context.config)
      const session = await signIn(context, { ...request.body, browser: browserOf(request) })
      return sendSession(request, reply, session)
    },
  )
}

function addOwn(api: FastifyInstance, context: Context): void {
  const routes = api.withTypeProvider<ContractTypes>()
  routes.get(
    '/me',
    {
      // 404 when the user is removed between two statements.
      config: { problems: [404] },
      schema: { operationId: 'getMe', tags, summary: 'Who you are', response: { 200: Me } },
    },
    async (request) => getMe(callOf(context, request)),
  )
  routes.get(
    '/sessions',
    {
      schema: {
        operationId: 'listSessions',
        tags,
        summary: 'Where you are signed in, newest first',
        response: { 200: SessionList },
      },
    },
    async (request) => listSessions(callOf(context, request)),
  )
}

function addSignOut(api: FastifyInstance, context: Context): void {
  const routes = api.withTypeProvider<ContractTypes>()
  routes.delete(
    '/sessions/current',
    {
      config: { access: 'read', problems: [404] },
      schema: { operationId: 'signOut', tags, summary: 'Sign out', response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      const { principal } = request
      if (principal.kind !== 'user')
        throw new ProblemError({ code: 'not-found', detail: 'You came with a key, not with a session.' })
      await endSession(callOf(context, request), principal.sessionId)
      return reply.code(204).header('set-cookie', clearedCookie(request)).send(null)
    },
  )
  routes.delete(
    '/sessions/:id',
    {
      config: { access: 'read' },
      schema: {
        operationId: 'endSession',
        tags,
        summary: 'Sign out one of your own sessions',
        params: Type.Object({ id: Type.String() }),
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      await endSession(callOf(context, request), request.params.id)
      return reply.code(204).send(null)
    },
  )
}

/** The browser that a request comes from. */
export function browserOf(request: FastifyRequest): Browser {
  return { userAgent: request.headers['user-agent'], address: request.ip }
}

/** Answers a sign-in with who one is now, and the cookie. */
export function sendSession(
  request: FastifyRequest,
  reply: FastifyReply,
  { token, seconds, user }: StartedSession & { user: UserRow },
): FastifyReply {
  const me = toUser(user)
  return reply
    .code(201)
    .header('set-cookie', sessionCookie(request, token, seconds))
    .send({ user: me, role: me.role, via: 'session' } satisfies Me)
}
