import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { CsvBody, PageQuery } from '#contract/lists.ts'
import { AuditList } from '#contract/users.ts'
import type { Context } from '../../../platform/context.ts'
import { callOf } from '../../../platform/http/access.ts'
import type { ContractTypes } from '../../../platform/http/contract-types.ts'
import { sendCsv } from '../../../platform/http/send-csv.ts'
import { downloadAudit, listAudit } from './list-audit.ts'

const AuditFilter = Type.Object(
  {
    subject: Type.Optional(Type.String({ description: 'Only what was done to the thing with this id.' })),
    actor: Type.Optional(Type.String({ description: 'Only what the user or the key with this id did.' })),
  },
  { additionalProperties: false },
)

const AuditQuery = Type.Object(
  { ...PageQuery.properties, ...AuditFilter.properties },
  { additionalProperties: false },
)

/** Adds the audit log, by page and as a file. */
export function addAuditRoutes(api: FastifyInstance, context: Context): void {
  const routes = api.withTypeProvider<ContractTypes>()
  routes.get(
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
  routes.get(
    '/audit.csv',
    {
      config: { access: 'admin', longAnswer: true },
      schema: {
        operationId: 'downloadAudit',
        tags: ['audit'],
        summary: 'The whole log, or all that match',
        querystring: AuditFilter,
        response: { 200: CsvBody },
      },
    },
    async (request, reply) =>
      sendCsv(reply, downloadAudit(callOf(context, request), request.query, request.signal)),
  )
}
