import multipart from '@fastify/multipart'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { Job, UploadQuery } from '#contract/jobs.ts'
import type { Context } from '../../../platform/context.ts'
import { callOf } from '../../../platform/http/access.ts'
import type { ContractTypes } from '../../../platform/http/contract-types.ts'
import { ProblemError } from '../../../platform/http/problem.ts'
import type { ImportServices } from '../import-services.ts'
import { createInspector } from './create-inspector.ts'
import { uploadJob } from './upload-job.ts'

/** How many uploads are read to their end at a time: each takes a processor for a while. */
const inspectorThreadsMax = 2

/** How long a client that was refused may go on sending. */
const lingerMs = 30_000

/** Only for the document: the parts are read one after the other while they arrive. */
const UploadBody = Type.Object({
  file: Type.Optional(fileField('The payments, for `kind=transactions`.')),
  orders: Type.Optional(fileField('The orders, for `kind=tickets`.')),
  barcodes: Type.Optional(fileField('The barcodes, for `kind=tickets`.')),
})

/** Adds `POST /jobs`, the one route that takes files, so it has a scope of its own. */
export function addUploadRoute(
  api: FastifyInstance,
  context: Context,
  { store }: Pick<ImportServices, 'store'>,
): void {
  const inspect = createInspector(inspectorThreadsMax)
  api.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    await scope.register(multipart)
    scope.addContentTypeParser('*', (_request, _body, done) => done(refuseContentType()))
    // Its parts are checked where they are read; here there is nothing yet.
    scope.addHook('preValidation', async (request) => {
      if (!request.isMultipart()) throw refuseContentType()
      request.body = {}
    })
    scope.addHook('onResponse', async (request) => readOn(request))
    scope.withTypeProvider<ContractTypes>().post(
      '/jobs',
      {
        config: { slowBody: true, problems: [404, 409, 507] },
        schema: {
          operationId: 'createJob',
          tags: ['jobs'],
          summary: 'Upload the files of a job, which then waits to be started',
          consumes: ['multipart/form-data'],
          querystring: UploadQuery,
          body: UploadBody,
          response: { 201: Job },
        },
      },
      async (request, reply) => {
        const input = { query: request.query, request }
        return reply.code(201).send(await uploadJob(callOf(context, request), { store, inspect }, input))
      },
    )
  })
}

/**
 * Lets the rest of a refused body pass, for a while: a connection that is cut at once takes the answer with it, and a
 * client that sends without end must not be listened to for ever.
 */
function readOn({ raw }: FastifyRequest): void {
  if (raw.complete) return
  raw.unpipe()
  raw.resume()
  const timer = setTimeout(() => raw.destroy(), lingerMs).unref()
  raw.once('close', () => clearTimeout(timer))
}

function fileField(description: string) {
  return Type.String({ format: 'binary', description })
}

function refuseContentType(): ProblemError {
  return new ProblemError({
    code: 'content-type-unsupported',
    detail: 'Send the files as multipart/form-data: curl -F file=@payments.csv.',
  })
}
