import multipart from '@fastify/multipart'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { RepairResult, RepairRows } from '#contract/job-rows.ts'
import type { Context } from '../../../platform/context.ts'
import { callOf, requireStillAllowed } from '../../../platform/http/access.ts'
import type { AddRoutes } from '../../../platform/http/build-app.ts'
import type { ContractTypes } from '../../../platform/http/contract-types.ts'
import { reserveUpload } from '../../../platform/http/idempotency.ts'
import type { RepairTargets } from '../repair-target.ts'
import { readRepairFile } from './read-repair-file.ts'
import { readRepairRows } from './read-repair-rows.ts'
import { checkRowCount, receiveRepairFile } from './receive-repair.ts'
import { type ReadRepair, repairJob } from './repair-job.ts'

/** The route that takes mended rows back into a job, of any kind, as a file or as JSON. */
export function createRepairRoutes(targets: RepairTargets): AddRoutes {
  return (api, context) => {
    api.register(async (scope) => {
      await scope.register(multipart)
      // The parts of a file are read later; here there is nothing yet.
      scope.addHook('preValidation', async (request) => {
        if (request.isMultipart()) request.body = {}
      })
      addRoute(scope, context, targets)
    })
  }
}

const FileBody = Type.Object({
  file: Type.Optional(
    Type.String({ format: 'binary', description: 'The rejects download with mended values.' }),
  ),
})

function addRoute(scope: FastifyInstance, context: Context, targets: RepairTargets): void {
  scope.withTypeProvider<ContractTypes>().post(
    '/jobs/:id/repairs',
    {
      config: { problems: [409] },
      schema: {
        operationId: 'repairJob',
        tags: ['jobs'],
        summary: 'Send rejected rows of a completed job again, mended',
        params: Type.Object({ id: Type.String() }),
        body: {
          content: {
            'application/json': { schema: RepairRows },
            'multipart/form-data': { schema: FileBody },
          },
        },
        response: { 202: RepairResult },
      },
    },
    async (request, reply) => {
      const input = { id: request.params.id, read: readerOf(context, request) }
      return reply.code(202).send(await repairJob(callOf(context, request), targets, input))
    },
  )
}

function readerOf(context: Context, request: FastifyRequest): ReadRepair {
  return async (columns) => {
    if (!request.isMultipart()) return checkRowCount(readRepairRows(bodyOf(request), columns))
    const repair = checkRowCount(readRepairFile(await receiveRepairFile(request), columns))
    await requireStillAllowed(request)
    await reserveUpload(context, request, repair.sha256)
    return repair
  }
}

/** The body of a request that is no file: the route's schema has checked it. */
function bodyOf({ body }: FastifyRequest): RepairRows {
  return body as RepairRows
}
