import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { PageQuery } from '#contract/lists.ts'
import { ChangeUser, CreateUser, InvitedUser, OneTimeLink, User, UserList } from '#contract/users.ts'
import type { Context } from '../../platform/context.ts'
import { callOf } from '../../platform/http/access.ts'
import type { ContractTypes } from '../../platform/http/contract-types.ts'
import { addAuditRoutes } from './audit/audit-route.ts'
import { changeUser } from './change-user.ts'
import { createUser } from './create-user.ts'
import { getUser } from './get-user.ts'
import { addKeyRoutes } from './keys/key-routes.ts'
import { linkOriginOf } from './link-origin.ts'
import { addLinkRoutes } from './links/link-routes.ts'
import { sendLink } from './links/send-link.ts'
import { listUsers } from './list-users.ts'
import { addSessionRoutes } from './sign-in/session-routes.ts'

/** The routes of users, and of how they and their programs come in. */
export function addUserRoutes(api: FastifyInstance, context: Context): void {
  addSessionRoutes(api, context)
  addLinkRoutes(api, context)
  addLists(api, context)
  addChanges(api, context)
  addSentLinks(api, context)
  addKeyRoutes(api, context)
  addAuditRoutes(api, context)
}

const UserPath = Type.Object({ id: Type.String() })
const tags = ['users']

function addLists(api: FastifyInstance, context: Context): void {
  const routes = api.withTypeProvider<ContractTypes>()
  routes.get(
    '/users',
    {
      config: { access: 'admin' },
      schema: {
        operationId: 'listUsers',
        tags,
        summary: 'All users, in the order in which they came',
        querystring: PageQuery,
        response: { 200: UserList },
      },
    },
    async (request) => listUsers(callOf(context, request), request.query),
  )
  routes.get(
    '/users/:id',
    {
      config: { access: 'admin' },
      schema: {
        operationId: 'getUser',
        tags,
        summary: 'One user',
        params: UserPath,
        response: { 200: User },
      },
    },
    async (request) => getUser(callOf(context, request), request.params.id),
  )
}

function addChanges(api: FastifyInstance, context: Context): void {
  const routes = api.withTypeProvider<ContractTypes>()
  routes.post(
    '/users',
    {
      config: { access: 'admin', problems: [409], secretAnswer: true },
      schema: {
        operationId: 'createUser',
        tags,
        summary: 'Make a user, and a link by which they choose their password',
        body: CreateUser,
        response: { 201: InvitedUser },
      },
    },
    async (request, reply) => {
      const baseUrl = linkOriginOf(context.config, request)
      const user = await createUser(callOf(context, request), { ...request.body, baseUrl })
      return reply.code(201).header('location', `/api/users/${user.id}`).send(user)
    },
  )
  routes.patch(
    '/users/:id',
    {
      config: { access: 'admin', problems: [409] },
      schema: {
        operationId: 'changeUser',
        tags,
        summary: 'Change a user; deactivating one ends their sessions, keys and links at once',
        params: UserPath,
        body: ChangeUser,
        response: { 200: User },
      },
    },
    async (request) => changeUser(callOf(context, request), request.params.id, request.body),
  )
}

function addSentLinks(api: FastifyInstance, context: Context): void {
  const routes = api.withTypeProvider<ContractTypes>()
  const links = [
    ['invitation', 'inviteUser', 'A new invitation for who has no password yet; the older one is void'],
    ['reset', 'resetUser', 'A link by which the user chooses a new password; the older one is void'],
  ] as const
  for (const [purpose, operationId, summary] of links) {
    routes.post(
      `/users/:id/${purpose}`,
      {
        config: { access: 'admin', problems: [409], secretAnswer: true },
        schema: { operationId, tags, summary, params: UserPath, response: { 201: OneTimeLink } },
      },
      async (request, reply) => {
        const baseUrl = linkOriginOf(context.config, request)
        const { id } = request.params
        return reply
          .code(201)
          .send(await sendLink(callOf(context, request), { userId: id, purpose, baseUrl }))
      },
    )
  }
}
