import type { FastifyInstance } from 'fastify'
import type { Context } from '../../platform/context.ts'
import { addIntakeRoutes } from './intake/intake-routes.ts'
import { addReadingRoutes } from './reading/reading-routes.ts'
import { addStatusRoutes } from './status/status-routes.ts'

/** Adds the orders: how they come in, what becomes of them, and how they are read. */
export function addOrderRoutes(api: FastifyInstance, context: Context): void {
  addIntakeRoutes(api, context)
  addReadingRoutes(api, context)
  addStatusRoutes(api, context)
}
