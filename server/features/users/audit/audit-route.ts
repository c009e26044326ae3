import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { PageQuery } from '#contract/lists.ts'
import { AuditList } from '#contract/users.ts'
import type { Context } from '../../../platform/context.ts'
import { callOf } from '../../../platform/http/access.ts'
import type { ContractTypes } from '../../../platform/http/contract-types.ts'
import { listAudit } from './list-audit.ts'

const AuditQuery = Type.Object(
  {
    ...PageQuery.properties,
    subject: Type.Optional(Type.String({ description: 'Only what was done to the thing with this id.' })),
    actor: Type.Optional(Type.String({ description: 'Only what the user or the key with this id did.' })),
  },
  { additionalProperties: false },
)

/** The route of the audit log. */
export function addAuditRoute(api: FastifyInstance, context: Context): void {
  api.withTypeProvider<ContractTypes>().get(
    '/audit',
    {
      config: { access: 'admin' },
      schema: {
        operationId: 'listAudit',
        tags: ['audit'],
        summary: 'Who changed what, newest first',
        querystring: AuditQuery,
        response: { 200: AuditList },
      },
    },
    async (request) => listAudit(callOf(context, request), request.query),
  )
}
