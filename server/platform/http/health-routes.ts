import type { FastifyInstance } from 'fastify'
import { Liveness, Readiness } from '#contract/system.ts'
import type { ReadinessCheck } from './check-readiness.ts'
import type { ContractTypes } from './contract-types.ts'
import { ProblemError } from './problem.ts'

/** Adds `/livez` and `/readyz`, which anybody may ask. */
export function addHealthRoutes(app: FastifyInstance, checkReadiness: ReadinessCheck): void {
  const typed = app.withTypeProvider<ContractTypes>()

  typed.get(
    '/livez',
    {
      schema: {
        operationId: 'getLiveness',
        tags: ['health'],
        summary: 'Does the process answer?',
        response: { 200: Liveness },
      },
    },
    async (_request, reply) => {
      reply.header('cache-control', 'no-store')
      return { status: 'alive' as const }
    },
  )

  typed.get(
    '/readyz',
    {
      schema: {
        operationId: 'getReadiness',
        tags: ['health'],
        summary: 'Are the database and its migrations in order?',
        response: { 200: Readiness },
      },
    },
    async (_request, reply) => {
      const errors = await checkReadiness()
      if (errors.length > 0)
        throw new ProblemError({
          code: 'not-ready',
          detail: errors.map(({ message }) => message).join(' '),
          errors,
        })
      reply.header('cache-control', 'no-store')
      return { status: 'ready' as const, checks: { database: 'ok' as const, migrations: 'ok' as const } }
    },
  )
}
