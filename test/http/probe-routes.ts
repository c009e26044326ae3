import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import type { ContractTypes } from '../../server/platform/http/contract-types.ts'

const Echo = Type.Object(
  { quantity: Type.Integer({ minimum: 1 }), name: Type.String({ maxLength: 5 }) },
  { additionalProperties: false, title: 'Echo' },
)

const EchoQuery = Type.Object(
  {
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
    all: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
)

const Limit = Type.Object({ limit: Type.Integer(), all: Type.Boolean() }, { title: 'Limit' })

/** Requests that wait here for a test to let them go. */
export const waiting: (() => void)[] = []

/** Routes that Docket does not have, to see how it treats bodies, parameters, failures and slow answers. */
export function addProbeRoutes(api: FastifyInstance): void {
  const typed = api.withTypeProvider<ContractTypes>()
  typed.post(
    '/echo',
    { schema: { body: Echo, querystring: EchoQuery, response: { 200: Echo } } },
    async ({ body }) => body,
  )
  typed.get('/echo', { schema: { querystring: EchoQuery, response: { 200: Limit } } }, async ({ query }) => ({
    limit: query.limit ?? 0,
    all: query.all ?? false,
  }))
  typed.get(
    '/things/:id',
    {
      schema: {
        params: Type.Object({ id: Type.String({ maxLength: 255 }) }),
        response: { 200: Type.Object({ id: Type.String() }) },
      },
    },
    async ({ params }) => params,
  )
  typed.get('/failure', { schema: { response: { 200: Limit } } }, async () => {
    throw new Error('the password is hunter2')
  })
  typed.get('/wait', { schema: { response: { 200: Limit } } }, async () => {
    await new Promise<void>((resolve) => waiting.push(resolve))
    return { limit: 1, all: true }
  })
}
