import type { FastifyInstance } from 'fastify'
import type { Context } from '../context.ts'
import { createMetrics, type Totals } from '../metrics.ts'
import {
  type Authenticate,
  accessOf,
  checkAccess,
  nobody,
  type Renew,
  requirePrincipal,
  requireStillAllowed,
} from './access.ts'
import { createReadinessCheck } from './check-readiness.ts'
import { createServer } from './create-server.ts'
import { addHealthRoutes } from './health-routes.ts'
import { addIdempotency } from './idempotency.ts'
import { type HttpLimits, httpLimits } from './limits.ts'
import { addMetricsRoute } from './metrics-route.ts'
import { addApiDocument, addApiPages } from './openapi.ts'
import { addJsonBodyParser } from './parse-json-body.ts'
import { addQueryReader } from './read-query.ts'
import { refuseUnknown } from './refuse-unknown.ts'
import { addUnstorableRefusal } from './refuse-unstorable.ts'
import { addRequestHooks } from './request-hooks.ts'
import { addSlowRoutes } from './slow-routes.ts'
import { addSystemRoutes } from './system-routes.ts'
import { addWebApp, webFolder } from './web-app.ts'

/** Adds a feature's routes below `/api`; who may call them is in each route's `config.access`. */
export type AddRoutes = (api: FastifyInstance, context: Context) => void

export interface AppOptions {
  /** Finds out who asks. */
  authenticate: Authenticate
  /** Finds out what has become of who asked; without it they stay who they were. */
  renew?: Renew
  features?: readonly AddRoutes[]
  /** What `/metrics` says beside the numbers of this process. */
  totals?: readonly Totals[]
  limits?: HttpLimits
  /** The folder of the built web application. */
  web?: URL
}

/**
 * Builds the HTTP server with everything it answers. It does not listen: `entry/` does, and it decides how long
 * `close()`, which lets requests under way finish, may take.
 */
export async function buildApp(
  context: Context,
  {
    authenticate,
    renew = stayWhoTheyWere,
    features = [],
    totals = [],
    limits = httpLimits,
    web = webFolder,
  }: AppOptions,
): Promise<FastifyInstance> {
  const metrics = createMetrics(totals)
  const app = createServer(context, limits)
  app.decorate('renewPrincipal', renew)
  app.addHook('onClose', () => context.hints.stop())
  app.decorateRequest('principal')
  app.addHook('onRequest', async (request) => {
    request.principal = nobody
  })
  addJsonBodyParser(app)
  addUnstorableRefusal(app)
  addQueryReader(app)
  addSlowRoutes(app, limits, context.config.databasePoolSize)
  addRequestHooks(app, context, metrics)
  await addApiDocument(app)
  addHealthRoutes(app, createReadinessCheck(context, limits.readinessTimeoutMs))
  addMetricsRoute(app, { metrics, authenticate, trustedProxy: context.config.trustedProxy })
  await app.register(
    async (api) => {
      api.addHook('onRequest', async (request, reply) => {
        reply.header('cache-control', 'no-store')
        const access = accessOf(request)
        // Whoever signs in may still carry what is no longer good.
        if (access !== 'open') request.principal = await requirePrincipal(authenticate, request, reply)
        checkAccess(access, request.principal)
      })
      api.addHook('preHandler', async (request) => {
        if (request.body !== undefined && accessOf(request) !== 'open') await requireStillAllowed(request)
      })
      addIdempotency(api, context)
      api.setNotFoundHandler(async (request) => refuseUnknown(request))
      for (const addRoutes of [addSystemRoutes, ...features]) addRoutes(api, context)
    },
    { prefix: '/api' },
  )
  await addApiPages(app)
  await addWebApp(app, web)
  return app
}

const stayWhoTheyWere: Renew = async (principal) => principal
