import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { PageQuery } from '#contract/lists.ts'
import { ApiKeyList, CreateApiKey, CreatedApiKey } from '#contract/users.ts'
import type { Context } from '../../../platform/context.ts'
import { callOf } from '../../../platform/http/access.ts'
import type { ContractTypes } from '../../../platform/http/contract-types.ts'
import { createKey } from './create-key.ts'
import { listKeys } from './list-keys.ts'
import { revokeKey } from './revoke-key.ts'

const KeysQuery = Type.Object(
  {
    ...PageQuery.properties,
    user_id: Type.Optional(Type.String({ description: 'Only the keys of this user.' })),
  },
  { additionalProperties: false },
)
const tags = ['keys']

/** The routes of API keys. */
export function addKeyRoutes(api: FastifyInstance, context: Context): void {
  const routes = api.withTypeProvider<ContractTypes>()
  routes.get(
    '/keys',
    {
      config: { access: 'admin' },
      schema: {
        operationId: 'listKeys',
        tags,
        summary: 'API keys, in the order in which they were made',
        querystring: KeysQuery,
        response: { 200: ApiKeyList },
      },
    },
    async (request) => {
      const { user_id: userId, ...page } = request.query
      return listKeys(callOf(context, request), { ...page, userId })
    },
  )
  routes.post(
    '/keys',
    {
      config: { access: 'admin', problems: [409], secretAnswer: true },
      schema: {
        operationId: 'createKey',
        tags,
        summary: 'Make an API key; it is shown only in this answer',
        body: CreateApiKey,
        response: { 201: CreatedApiKey },
      },
    },
    async (request, reply) => reply.code(201).send(await createKey(callOf(context, request), request.body)),
  )
  routes.delete(
    '/keys/:id',
    {
      config: { access: 'admin' },
      schema: {
        operationId: 'revokeKey',
        tags,
        summary: 'Put an API key out of use for good',
        params: Type.Object({ id: Type.String() }),
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      await revokeKey(callOf(context, request), request.params.id)
      return reply.code(204).send(null)
    },
  )
}
