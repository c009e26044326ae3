import type { FastifyInstance } from 'fastify'
import { analyticsTotals } from '../features/analytics/analytics-totals-queries.ts'
import type { ImportServices } from '../features/imports/import-services.ts'
import { jobTotals } from '../features/imports/job-totals-queries.ts'
import { addLiveRoutes } from '../features/imports/live/live-routes.ts'
import { startLive } from '../features/imports/live/start-live.ts'
import { reconcileTotals } from '../features/reconcile/reconcile-totals-queries.ts'
import { createRenew } from '../features/users/renew-principal.ts'
import { createAuthenticate } from '../features/users/sign-in/authenticate.ts'
import type { Context } from '../platform/context.ts'
import { buildApp } from '../platform/http/build-app.ts'
import { buildFeatures } from './build-features.ts'

/** The whole application on the database at `url`: the API, live connections, and the web. It does not listen yet. */
export async function buildApplication(
  context: Context,
  url: string,
  services: ImportServices,
): Promise<FastifyInstance> {
  const authenticate = createAuthenticate(context)
  const renew = createRenew(context)
  const app = await buildApp(context, {
    authenticate,
    renew,
    features: buildFeatures(services),
    totals: [...jobTotals(context.db), ...analyticsTotals(context.db), ...reconcileTotals(context.db)],
  })
  const live = await startLive(context, url)
  await addLiveRoutes(app, context, live, {
    authenticate,
    renew,
  })
  return app
}
