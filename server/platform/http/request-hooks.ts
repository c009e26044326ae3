import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Context } from '../context.ts'
import type { Metrics } from '../metrics.ts'
import { createHostCheck, createOriginCheck } from './allowed-hosts.ts'
import { refuseUnknown } from './refuse-unknown.ts'
import { securityHeaders } from './security-headers.ts'

/** Adds what happens to every request, whatever it asks for. Comes before all routes. */
export function addRequestHooks(
  app: FastifyInstance,
  { config, stopping }: Pick<Context, 'config' | 'stopping'>,
  metrics: Metrics,
): void {
  const checkHost = createHostCheck(config)
  const checkOrigin = createOriginCheck(config)
  app.addHook('onRoute', refuseUnknownParameters)
  app.addHook('onRequest', async (request, reply) => {
    reply.headers({ ...securityHeaders, 'x-request-id': request.id })
    checkHost(request)
    checkOrigin(request)
  })
  app.addHook('preParsing', async (request) => {
    // Before its body is read: what goes nowhere need not be well-formed. Pages are decided later.
    if (request.is404 && request.method !== 'GET' && request.method !== 'HEAD') refuseUnknown(request)
  })
  app.addHook('onSend', async (_request, reply) => {
    // A client that keeps its connection would hold up the stop.
    if (stopping.aborted) reply.header('connection', 'close')
  })
  app.addHook('onResponse', async (request, reply) => recordAnswer(metrics, request, reply))
}

const noParameters = Type.Object({}, { additionalProperties: false })

/** Gives a documented route that takes no query parameters a schema that says so. */
function refuseUnknownParameters(route: { schema?: { hide?: boolean; querystring?: unknown } }): void {
  if (route.schema === undefined || route.schema.hide === true) return
  route.schema.querystring ??= noParameters
}

function recordAnswer(metrics: Metrics, request: FastifyRequest, reply: FastifyReply): void {
  const answer = {
    route: request.routeOptions.url ?? 'unmatched',
    method: request.method,
    status: reply.statusCode,
    seconds: Math.round(reply.elapsedTime * 1_000) / 1_000_000,
  }
  metrics.observeRequest(answer)
  // Probes, pages and files come all the time and say little.
  const level = answer.route.startsWith('/api') ? 'info' : 'debug'
  request.log[level](answer, 'request answered')
}
