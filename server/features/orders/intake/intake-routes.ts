import type { FastifyInstance, FastifyRequest, FastifySchemaCompiler, RouteShorthandOptions } from 'fastify'
import { Type } from 'typebox'
import { BatchAnswer, Order, PlaceOrder } from '#contract/orders.ts'
import type { Context } from '../../../platform/context.ts'
import { callOf } from '../../../platform/http/access.ts'
import { compileValidator } from '../../../platform/http/compile-check.ts'
import { readKeyed, reserveRequest } from '../../../platform/http/idempotency.ts'
import { decodeBody } from '../../../platform/http/parse-json-body.ts'
import { ProblemError } from '../../../platform/http/problem.ts'
import { batchLimits } from './batch-limits.ts'
import { joinIntakes } from './join-intakes.ts'
import { limitBatches } from './limit-batches.ts'
import { placeBatch } from './place-batch.ts'
import { placeOrder } from './place-order.ts'
import { placeOrders } from './place-orders.ts'
import { readBatch } from './read-batch.ts'

const tags = ['orders']

/** Adds what takes orders: one, and many at once. Their bodies stay texts, because the texts are kept. */
export function addIntakeRoutes(api: FastifyInstance, context: Context): void {
  api.register(async (scope) => {
    addTextParser(scope, 'application/json')
    addOne(scope, context)
  })
  api.register(async (scope) => {
    addTextParser(scope, 'application/json')
    addTextParser(scope, 'application/x-ndjson')
    limitBatches(scope)
    addBatch(scope, context)
  })
}

function addOne(scope: FastifyInstance, context: Context): void {
  const joined = joinIntakes((placements) => placeOrders(context.db, placements))
  const options: RouteShorthandOptions = {
    config: { problems: [409], ownIdempotency: true },
    validatorCompiler: checkedByVerb,
    schema: {
      operationId: 'placeOrder',
      tags,
      summary:
        'Place an order; the same one again is recognised, one with status 100 is asked to be cancelled',
      body: PlaceOrder,
      response: { 200: Order, 201: Order },
    },
  }
  scope.post('/orders', options, async (request, reply) => {
    const text = textOf(request)
    const answer = await placeOrder(callOf(context, request), joined, {
      text,
      keyed: readKeyed(request, text),
      reserve: (keyed) => reserveRequest(context, request, keyed),
    })
    return reply.code(answer.status).headers(answer.headers).send(answer.body)
  })
}

function addBatch(scope: FastifyInstance, context: Context): void {
  const options: RouteShorthandOptions = {
    bodyLimit: batchLimits.bodyBytesMax,
    validatorCompiler: checkedByVerb,
    schema: {
      operationId: 'placeOrders',
      tags,
      summary: 'Place many orders, as a JSON list or as NDJSON; each is answered as if it had come alone',
      body: {
        content: {
          'application/json': { schema: Type.Array(BatchOrder, { maxItems: batchLimits.ordersMax }) },
          'application/x-ndjson': { schema: Type.String({ description: 'One order on each line.' }) },
        },
      },
      response: { 200: BatchAnswer },
    },
  }
  scope.post('/orders/batch', options, async (request) => {
    const texts = readBatch(textOf(request), request.mediaType === 'application/json' ? 'json' : 'ndjson')
    return placeBatch(callOf(context, request), { texts, requestId: request.id })
  })
}

/** Any value is taken: one that is no order is refused alone, in its own place of the answer. */
const BatchOrder = Type.Unknown({ description: 'An order, as PlaceOrder describes it.' })

function addTextParser(scope: FastifyInstance, type: string): void {
  if (scope.hasContentTypeParser(type)) scope.removeContentTypeParser(type)
  scope.addContentTypeParser(type, { parseAs: 'buffer' }, async (request: FastifyRequest, body: Buffer) =>
    decodeBody(request, body),
  )
}

/** The body as it was received. @throws ProblemError 400 when there is none */
function textOf({ body }: FastifyRequest): string {
  if (typeof body === 'string' && body.trim() !== '') return body
  throw new ProblemError({ code: 'body-missing', detail: 'Send a JSON body.' })
}

/** The schema of the body is for the document: the verb checks each order itself, with its exact text. */
const checkedByVerb: FastifySchemaCompiler<object> = ({ schema, httpPart }) =>
  httpPart === 'body' ? () => true : compileValidator(schema)
